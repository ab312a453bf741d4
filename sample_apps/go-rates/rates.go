package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// Sheet is one day's rates: what one unit of the base currency is in others.
type Sheet struct {
	Name  string             `json:"name"`
	Base  string             `json:"base"`
	Rates map[string]float64 `json:"rates"`
}

var client = &http.Client{Timeout: 10 * time.Second}

// fetch asks the partner's server for its sheet.
func fetch(address string) (Sheet, error) {
	var sheet Sheet
	answer, err := client.Get(address)
	if err != nil {
		return sheet, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return sheet, fmt.Errorf("%s answers %s", address, answer.Status)
	}
	err = json.NewDecoder(http.MaxBytesReader(nil, answer.Body, 1<<20)).Decode(&sheet)
	return sheet, err
}
