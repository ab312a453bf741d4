module quay.example/api

go 1.24
