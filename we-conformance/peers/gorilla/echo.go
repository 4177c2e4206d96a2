// Go's gorilla/websocket as an echo end; ../README.md has the contract.
package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

// One writer at a time: pongs go out from the reader's own goroutine, as all else here.
func echo(socket *websocket.Conn, path string) {
	defer socket.Close()
	socket.SetPongHandler(func(payload string) error {
		return socket.WriteMessage(websocket.TextMessage, []byte("pong "+payload))
	})
	for {
		kind, data, err := socket.ReadMessage()
		if err != nil {
			if closed, is := err.(*websocket.CloseError); is {
				fmt.Println("closed", path, closed.Code, closed.Text)
			} else {
				fmt.Println("closed", path, 1006, err)
			}
			return
		}
		if kind == websocket.TextMessage && strings.HasPrefix(string(data), "please ") {
			obey(socket, strings.TrimPrefix(string(data), "please "))
		} else {
			socket.WriteMessage(kind, data)
		}
	}
}

func obey(socket *websocket.Conn, words string) {
	verb, argument, _ := strings.Cut(words, " ")
	switch verb {
	case "close":
		word, reason, _ := strings.Cut(argument, " ")
		code, err := strconv.Atoi(word)
		if err != nil {
			code = websocket.CloseNoStatusReceived // which it sends as no code
		}
		socket.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, reason), time.Now().Add(time.Second))
	case "ping":
		socket.WriteControl(websocket.PingMessage, []byte(argument), time.Now().Add(time.Second))
	case "fragment": // its writer ends a frame where its buffer is full, which is made small for it
		writer, _ := socket.NextWriter(websocket.TextMessage)
		for _, letter := range argument {
			io.WriteString(writer, string(letter))
		}
		writer.Close()
	case "vanish":
		socket.UnderlyingConn().Close()
	default:
		socket.EnableWriteCompression(false)
		socket.WriteMessage(websocket.TextMessage, []byte(argument))
		socket.EnableWriteCompression(true)
	}
}

func serve(files []string) error {
	upgrader := websocket.Upgrader{Subprotocols: []string{"superchat"}, EnableCompression: true, WriteBufferSize: 256}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/refuse" {
			http.Error(w, "not you", http.StatusForbidden)
		} else if socket, err := upgrader.Upgrade(w, r, nil); err == nil {
			echo(socket, r.URL.RequestURI())
		}
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println("port", listener.Addr().(*net.TCPAddr).Port)
	go func() {
		io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	if len(files) > 1 {
		return http.ServeTLS(listener, nil, files[0], files[1])
	}
	return http.Serve(listener, nil)
}

func call(files []string) error {
	dialer := websocket.Dialer{Subprotocols: []string{"other", "superchat"}, EnableCompression: true, WriteBufferSize: 256}
	if len(files) > 0 {
		pem, err := os.ReadFile(files[0])
		if err != nil {
			return err
		}
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM(pem)
		dialer.TLSClientConfig = &tls.Config{RootCAs: roots}
	}
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		target, _, _ := strings.Cut(lines.Text(), " ")
		go connect(&dialer, target)
	}
	return nil
}

func connect(dialer *websocket.Dialer, target string) {
	parsed, _ := url.Parse(target)
	socket, response, err := dialer.Dial(target, nil)
	if err != nil {
		fmt.Println("failed", parsed.Path, err)
		return
	}
	fmt.Println("open", parsed.Path, response.Header.Get("Sec-WebSocket-Extensions"))
	echo(socket, parsed.Path)
}

func main() {
	role := map[string]func([]string) error{"server": serve, "client": call}[os.Args[1]]
	if err := role(os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
