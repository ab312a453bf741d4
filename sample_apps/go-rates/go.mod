module harbour-rates

go 1.22
