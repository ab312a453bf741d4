module rates

go 1.22
