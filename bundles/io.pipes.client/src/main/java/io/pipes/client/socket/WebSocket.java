// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.socket;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/**
 * A connection that carries texts, and bytes where both sides have agreed to them. {@link #send} may be called from any thread, {@link #receive} from one; {@link #close} ends both.
 */
public final class WebSocket implements AutoCloseable {
    /** A node pings each 30 s: who hears nothing for longer than two of them is alone. */
    static final int LONGEST_SILENCE_MILLIS = 75_000;

    private static final int BUFFER_BYTES = 64 << 10;
    private static final byte[] NORMAL_CLOSE = {3, (byte) 232};

    private final Socket socket;
    private final FrameReader reader;
    private final FrameWriter writer;
    private final int maxBytes;
    private final Optional<String> subProtocol;

    private WebSocket(
            Socket socket, FrameReader reader, FrameWriter writer, int maxBytes, Optional<String> subProtocol) {
        this.socket = socket;
        this.reader = reader;
        this.writer = writer;
        this.maxBytes = maxBytes;
        this.subProtocol = subProtocol;
    }

    /** As {@link #connect(InetSocketAddress, String, List, int, int)}, without a sub-protocol. */
    public static WebSocket connect(InetSocketAddress address, String path, int maxBytes, int patienceMillis)
            throws IOException {
        return connect(address, path, List.of(), maxBytes, patienceMillis);
    }

    /**
     * Connects and blocks until the other side has agreed to speak WebSocket.
     *
     * @param subProtocols from which the other side may choose one, the one that is liked most first
     * @param maxBytes the longest message that is accepted, in bytes
     * @param patienceMillis for connecting and for the agreement each
     * @throws java.net.ConnectException if nobody listens there
     * @throws WebSocketException if somebody else than a WebSocket server listens there
     */
    public static WebSocket connect(
            InetSocketAddress address, String path, List<String> subProtocols, int maxBytes, int patienceMillis)
            throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(address, patienceMillis);
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            socket.setSoTimeout(patienceMillis);
            return agree(socket, new Handshake.Request(hostHeader(address), path, subProtocols), maxBytes);
        } catch (IOException | RuntimeException failed) {
            socket.close();
            throw failed;
        }
    }

    private static WebSocket agree(Socket socket, Handshake.Request request, int maxBytes) throws IOException {
        SecureRandom random = new SecureRandom();
        BufferedInputStream in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
        Handshake handshake = new Handshake(random);
        handshake.send(socket.getOutputStream(), request);
        Optional<String> agreed = handshake.receive(in);
        socket.setSoTimeout(LONGEST_SILENCE_MILLIS);
        FrameWriter writer = new FrameWriter(socket.getOutputStream(), random);
        return new WebSocket(socket, new FrameReader(in, maxBytes), writer, maxBytes, agreed);
    }

    /** What the other side has chosen; empty for none. */
    public Optional<String> subProtocol() {
        return subProtocol;
    }

    /** Sends bytes; blocks while the other side does not read. */
    public void send(byte[] message) throws IOException {
        writer.write(Opcode.BINARY, message);
    }

    /** Sends a text; blocks while the other side does not read. */
    public void send(String text) throws IOException {
        sendText(text.getBytes(StandardCharsets.UTF_8));
    }

    /** As {@link #send(String)}, of a text that is in UTF-8 already. */
    public void sendText(byte[] utf8) throws IOException {
        writer.write(Opcode.TEXT, utf8);
    }

    /**
     * Blocks until the next message has come whole.
     *
     * @return its bytes; of a text its UTF-8
     * @throws EOFException if the other side has ended the connection
     * @throws IOException also if the other side has been silent for more than 75 s, without even a ping
     */
    public byte[] receive() throws IOException {
        try {
            return receiveMessage();
        } catch (SocketTimeoutException silent) {
            throw new IOException("nothing was heard of the node for " + socket.getSoTimeout() / 1_000 + " s", silent);
        }
    }

    /** How long the other side may say nothing. */
    void longestSilence(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    private byte[] receiveMessage() throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        while (true) {
            FrameReader.Frame frame = reader.read();
            switch (frame.opcode()) {
                case Opcode.PING -> writer.write(Opcode.PONG, frame.payload());
                case Opcode.PONG -> {}
                case Opcode.CLOSE -> throw new EOFException(reason(frame.payload()));
                case Opcode.TEXT, Opcode.BINARY, Opcode.CONTINUATION -> {
                    if (frame.last() && message.size() == 0) {
                        return frame.payload();
                    }
                    if (message.size() + frame.payload().length > maxBytes) {
                        throw new WebSocketException("a message is longer than " + maxBytes + " bytes");
                    }
                    message.writeBytes(frame.payload());
                    if (frame.last()) {
                        return message.toByteArray();
                    }
                }
                default -> throw new WebSocketException("a frame of unknown type " + frame.opcode());
            }
        }
    }

    /** Says good-bye if that is possible at once, and lets go of the socket. */
    @Override
    public void close() {
        try {
            if (!socket.isClosed()) {
                writer.write(Opcode.CLOSE, NORMAL_CLOSE);
            }
        } catch (IOException alreadyGone) {
            // Nobody is left to hear it.
        }
        abandon();
    }

    /** Lets go of the socket without a word; whoever reads or writes fails. */
    public void abandon() {
        try {
            socket.close();
        } catch (IOException alreadyClosed) {
            // That is what was wanted.
        }
    }

    private static String reason(byte[] payload) {
        return payload.length <= 2
                ? "the node ended the connection"
                : new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
    }

    private static String hostHeader(InetSocketAddress address) {
        String host = address.getHostString();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
