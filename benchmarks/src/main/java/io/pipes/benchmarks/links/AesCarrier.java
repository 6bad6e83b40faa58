// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.links;

import io.pipes.base.Bytes;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The least that encrypted bytes between two processes cost in Java: seal 16 KiB with AES-256-GCM of the JDK, write it to a blocking
 * socket, and the same backwards, one thread at each end, on arrays that are used again. An address is a port and the key.
 */
final class AesCarrier implements Carrier {
    private static final int RECORD_BYTES = 16 << 10;
    private static final int TAG_BYTES = 16;
    private static final int SEALED_BYTES = RECORD_BYTES + TAG_BYTES;
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int READ_BYTES = 256 << 10;

    @Override
    public Source source(Path scratch) throws IOException {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        return new Sealing(listening, key);
    }

    @Override
    public void sink(String address, Path scratch, Blocks blocks) throws IOException {
        String[] parts = address.split(",");
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(parts[0]));
        byte[] key = Bytes.hex(parts[1]).toArray();
        Thread reader = new Thread(() -> read(socket, key, blocks), "reader");
        reader.setDaemon(true);
        reader.start();
    }

    private static void read(Socket socket, byte[] key, Blocks blocks) {
        byte[] sealed = new byte[SEALED_BYTES];
        byte[] plain = new byte[RECORD_BYTES];
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), READ_BYTES))) {
            Records records = new Records(Cipher.DECRYPT_MODE, key);
            while (true) {
                in.readFully(sealed, 0, in.readInt());
                blocks.take(ByteBuffer.wrap(plain, 0, records.next(sealed, 0, SEALED_BYTES, plain, 0)));
            }
        } catch (EOFException end) {
            // The source has ended.
        } catch (IOException | GeneralSecurityException broken) {
            broken.printStackTrace();
        }
    }

    /** One direction: the record's number is the nonce. */
    private static final class Records {
        private final Cipher cipher;
        private final int mode;
        private final SecretKeySpec key;
        private final byte[] nonce = new byte[NONCE_BYTES];
        private long number;

        Records(int mode, byte[] key) throws GeneralSecurityException {
            this.mode = mode;
            this.key = new SecretKeySpec(key, "AES");
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        }

        int next(byte[] in, int from, int length, byte[] out, int to) throws GeneralSecurityException {
            ByteBuffer.wrap(nonce).putLong(NONCE_BYTES - Long.BYTES, number++);
            cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
            return cipher.doFinal(in, from, length, out, to);
        }
    }

    private static final class Sealing implements Source {
        private final ServerSocket listening;
        private final byte[] key;
        private final byte[] block = new byte[Blocks.BYTES];
        private final byte[] out = new byte[Integer.BYTES + SEALED_BYTES];
        private @Nullable OutputStream to;
        private @Nullable Records records;

        Sealing(ServerSocket listening, byte[] key) {
            this.listening = listening;
            this.key = key;
        }

        @Override
        public String address() {
            return listening.getLocalPort() + "," + Bytes.wrap(key).hex();
        }

        @Override
        public void await() throws IOException, GeneralSecurityException {
            Socket socket = listening.accept();
            socket.setTcpNoDelay(true);
            to = socket.getOutputStream();
            records = new Records(Cipher.ENCRYPT_MODE, key);
        }

        @Override
        public void pour(long first, long blocks) throws IOException, GeneralSecurityException {
            OutputStream stream = to;
            Records sealing = records;
            if (stream == null || sealing == null) {
                throw new IllegalStateException("nobody is there");
            }
            for (long number = first; number < first + blocks; number++) {
                Blocks.number(ByteBuffer.wrap(block), number);
                for (int at = 0; at < block.length; at += RECORD_BYTES) {
                    int sealed = sealing.next(block, at, RECORD_BYTES, out, Integer.BYTES);
                    ByteBuffer.wrap(out).putInt(0, sealed);
                    stream.write(out, 0, Integer.BYTES + sealed);
                }
            }
        }
    }
}
