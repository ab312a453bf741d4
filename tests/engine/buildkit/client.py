"""A gRPC client on the other end of a session, as small as tests need it: what an engine does, by the same HTTP/2 library."""

import socket
import struct
import threading

import h2.config
import h2.connection
import h2.events


class Client:
    """Talks to a server on a pair of sockets; each method waits at most five seconds for its answer."""

    def __init__(self, methods):
        from tutor.engine.buildkit.grpc_server import GrpcServer

        self.socket, other = socket.socketpair()
        self.socket.settimeout(5)
        self.server = GrpcServer(lambda: other.recv(65536), other.sendall, methods)
        self._other = other
        self.thread = threading.Thread(target=self.server.serve, daemon=True)
        self.thread.start()
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True))
        self.h2.initiate_connection()
        self.flush()
        self.buffers, self.trailers, self.ended = {}, {}, set()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()
        self.thread.join(5)
        self._other.close()
        assert not self.thread.is_alive()

    def flush(self):
        self.socket.sendall(self.h2.data_to_send())

    def call(self, path, headers=()):
        """Open a call; return its number."""
        number = self.h2.get_next_available_stream_id()
        base = [(":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "localhost")]
        self.h2.send_headers(
            number, [*base, ("content-type", "application/grpc"), ("te", "trailers"), *headers]
        )
        self.flush()
        self.buffers[number] = b""
        return number

    def send(self, number, message, end=False):
        """Send a message, as the server's window allows."""
        data = struct.pack(">BI", 0, len(message)) + message
        while data:
            room = min(self.h2.local_flow_control_window(number), self.h2.max_outbound_frame_size)
            if room:
                self.h2.send_data(number, data[:room])
                data = data[room:]
                self.flush()
            else:
                self.pump()
        if end:
            self.h2.end_stream(number)
            self.flush()

    def reset(self, number):
        self.h2.reset_stream(number)
        self.flush()

    def receive(self, number):
        """Return the next message of a call, or None at its end."""
        while True:
            data = self.buffers[number]
            if len(data) >= 5 and len(data) >= 5 + struct.unpack(">BI", data[:5])[1]:
                size = struct.unpack(">BI", data[:5])[1]
                self.buffers[number] = data[5 + size :]
                return data[5 : 5 + size]
            if number in self.ended:
                return None
            self.pump()

    def status(self, number):
        """Return the call's status code, when it has ended."""
        while number not in self.ended:
            self.pump()
        return int(self.trailers[number][b"grpc-status"])

    def pump(self):
        data = self.socket.recv(65536)
        assert data, "the server has closed the connection"
        for event in self.h2.receive_data(data):
            if isinstance(event, h2.events.DataReceived):
                self.buffers[event.stream_id] += event.data
                self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
            elif isinstance(event, h2.events.ResponseReceived | h2.events.TrailersReceived):
                self.trailers.setdefault(event.stream_id, {}).update(dict(event.headers))
            elif isinstance(event, h2.events.StreamEnded | h2.events.StreamReset):
                self.ended.add(event.stream_id)
        self.flush()

    def ask(self, path, message=b"", headers=()):
        """Make a call with one message; return (answer or None, status)."""
        number = self.call(path, headers)
        self.send(number, message, end=True)
        answer = self.receive(number)
        return answer, self.status(number)
