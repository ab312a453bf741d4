package harbour.ferries;

import java.net.InetSocketAddress;

/** Where the server listens: `--host` and `--port` on the command line; on all addresses without them. */
record Options(String host, int port) {
    static Options of(String[] words, int defaultPort) {
        String host = "";
        int port = defaultPort;
        for (int i = 0; i + 1 < words.length; i += 2) {
            switch (words[i]) {
                case "--host" -> host = words[i + 1];
                case "--port" -> port = Integer.parseInt(words[i + 1]);
                default -> throw new IllegalArgumentException("unknown option: " + words[i]);
            }
        }
        return new Options(host, port);
    }

    InetSocketAddress address() {
        return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
    }
}
