package harbour.ferries;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** Serves the timetable of the harbour's ferries: a page at `/`, lines of text at `/api/departures`. */
public final class Main {
    private static final int DEFAULT_PORT = 8080;

    private Main() {}

    public static void main(String[] words) throws IOException {
        Options options = Options.of(words, DEFAULT_PORT);
        Timetable timetable = Timetable.read();
        TimetablePage page = TimetablePage.read();
        HttpServer server = HttpServer.create(options.address(), 0);
        server.createContext("/", exchange -> answer(exchange, "text/html", page.show(timetable)));
        server.createContext("/api/departures", exchange -> answer(exchange, "text/plain", timetable.asLines()));
        server.setExecutor(Executors.newFixedThreadPool(8));
        server.start();
        InetSocketAddress bound = server.getAddress();
        System.out.printf(
                "Java %s serves %d departures on port %d%n",
                System.getProperty("java.version"), timetable.departures().size(), bound.getPort());
    }

    private static void answer(HttpExchange exchange, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
        exchange.sendResponseHeaders(200, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
