// Quay Stock tells what the shop has on the quay, and what a basket costs.
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"
	"strings"
	"time"

	"quay.example/api/goods"
)

func main() {
	address := ":8080"
	if given := os.Getenv("ADDR"); given != "" {
		address = given
	}
	server := &http.Server{Addr: address, Handler: routes(), ReadHeaderTimeout: 5 * time.Second}
	log.Printf("listening on %s as user %d", address, os.Getuid())
	log.Fatal(server.ListenAndServe())
}

// routes answers /health, /goods, and /basket?goods=rope,lamp.
func routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/health", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, map[string]string{"status": "ok"})
	})
	mux.HandleFunc("/goods", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, goods.All)
	})
	mux.HandleFunc("/basket", func(w http.ResponseWriter, r *http.Request) {
		total, err := goods.Total(strings.Split(r.URL.Query().Get("goods"), ","))
		if err != nil {
			answer(w, http.StatusNotFound, map[string]string{"error": err.Error()})
			return
		}
		answer(w, http.StatusOK, map[string]int{"cents": total})
	})
	return mux
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		log.Print(err)
	}
}
