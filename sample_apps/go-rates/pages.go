package main

import (
	_ "embed"
	"fmt"
	"html/template"
	"log"
	"net/http"
)

//go:embed page.html
var pageText string

var page = template.Must(template.New("page").Parse(pageText))

// pages answers on `/`, `/rates` and `/health`; only `/rates` asks the partner's server.
func pages(address string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) {
		show(w, nil)
	})
	mux.HandleFunc("/rates", func(w http.ResponseWriter, _ *http.Request) {
		sheet, err := fetch(address)
		if err != nil {
			log.Printf("no rates: %v", err)
			http.Error(w, "no rates: "+err.Error(), http.StatusBadGateway)
			return
		}
		show(w, &sheet)
	})
	mux.HandleFunc("/health", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, "ok")
	})
	return mux
}

func show(w http.ResponseWriter, sheet *Sheet) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err := page.Execute(w, sheet); err != nil {
		log.Print(err)
	}
}
