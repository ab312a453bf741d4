module tiny-server

go 1.22
