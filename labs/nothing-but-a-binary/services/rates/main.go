// The partner's server of this lab. Its key lies open beside it: it belongs to a name that no real host can have, and
// the authority that signed its certificate may sign nothing else than names below .test. It protects nothing.
package main

import (
	"crypto/tls"
	_ "embed"
	"io"
	"log"
	"net/http"
	"os"
	"os/signal"
	"syscall"
)

//go:embed server.crt
var certificate []byte

//go:embed server.key
var key []byte

const sheet = `{"name": "Sheet of the quiet harbour", "base": "EUR", "rates": {"CHF": 0.9412, "NOK": 11.8075, "USD": 1.1263}}`

func main() {
	pair, err := tls.X509KeyPair(certificate, key)
	if err != nil {
		log.Fatal(err)
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	go func() {
		<-stop
		os.Exit(0)
	}()
	http.HandleFunc("/rates", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, sheet)
	})
	server := &http.Server{Addr: ":8443", TLSConfig: &tls.Config{Certificates: []tls.Certificate{pair}}}
	log.Fatal(server.ListenAndServeTLS("", ""))
}
