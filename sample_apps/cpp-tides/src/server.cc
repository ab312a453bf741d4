// Serves the page and the list over HTTP, one request at a time, with the sockets of the system.
#include <arpa/inet.h>
#include <csignal>
#include <cstring>
#include <ctime>
#include <iostream>
#include <netinet/in.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "page.h"

namespace {

struct Options {
    std::string host = "0.0.0.0";
    int port = 8080;
};

Options options_of(int count, char** words) {
    Options options;
    for (int i = 1; i + 1 < count; i += 2) {
        const std::string name = words[i];
        if (name == "--host") {
            options.host = words[i + 1];
        } else if (name == "--port") {
            options.port = std::stoi(words[i + 1]);
        } else {
            throw std::invalid_argument("unknown option: " + name);
        }
    }
    return options;
}

int listen_on(const Options& options) {
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    const int yes = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(options.port));
    if (inet_pton(AF_INET, options.host.c_str(), &address.sin_addr) != 1) {
        throw std::invalid_argument("no address: " + options.host);
    }
    if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || listen(listener, 64) != 0) {
        throw std::runtime_error(std::string("cannot listen: ") + std::strerror(errno));
    }
    return listener;
}

std::string response(const std::string& status, const std::string& type, const std::string& body) {
    return "HTTP/1.1 " + status + "\r\nContent-Type: " + type + "; charset=utf-8\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" + body;
}

std::string answer(const std::string& request) {
    const std::time_t now = std::time(nullptr);
    if (request.starts_with("GET / ")) {
        return response("200 OK", "text/html", page(now));
    }
    if (request.starts_with("GET /api/tides ")) {
        return response("200 OK", "text/plain", list(now));
    }
    return response("404 Not Found", "text/plain", "There is no such page.\n");
}

void serve(int connection) {
    const timeval patience{5, 0};
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    char buffer[8192];
    std::string request;
    while (request.find("\r\n\r\n") == std::string::npos && request.size() < sizeof buffer) {
        const ssize_t count = recv(connection, buffer, sizeof buffer, 0);
        if (count <= 0) {
            break;
        }
        request.append(buffer, static_cast<std::size_t>(count));
    }
    const std::string text = answer(request);
    for (std::size_t sent = 0; sent < text.size();) {
        const ssize_t count = send(connection, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
        if (count <= 0) {
            break;
        }
        sent += static_cast<std::size_t>(count);
    }
    close(connection);
}

[[noreturn]] void stop(int) {
    _exit(0);
}

}  // namespace

int main(int count, char** words) {
    try {
        std::signal(SIGTERM, stop);
        const Options options = options_of(count, words);
        const int listener = listen_on(options);
        std::cout << "Harbour Tides on port " << options.port << std::endl;
        while (true) {
            const int connection = accept(listener, nullptr, nullptr);
            if (connection >= 0) {
                serve(connection);
            }
        }
    } catch (const std::exception& trouble) {
        std::cerr << "tides: " << trouble.what() << std::endl;
        return 1;
    }
}
