// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.contender;

import io.pipes.benchmarks.process.FreePort;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import javax.crypto.spec.SecretKeySpec;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.Receiver;
import org.jgroups.protocols.TCP;
import org.jgroups.protocols.TCPPING;
import org.jgroups.util.MessageBatch;
import org.jspecify.annotations.Nullable;

/** JGroups over TCP with SYM_ENCRYPT: one group, everybody linked to everybody. An address is the hub's port and the keystore. */
final class JGroupsContender implements Contender {
    private static final int KEY_BYTES = 32;

    /** Of the group, the key and, as it is no secret from anybody who can read the file, the password. */
    private static final String NAME = "benchmark";

    private static final long LOOK_MILLIS = 20;

    @Override
    public Hub hub(Mode mode, Path scratch, Listener answers) throws Exception {
        Path keystore = makeKeystore(scratch);
        int port = FreePort.find();
        JChannel channel = join(port, port, keystore, answers);
        return new Host(channel, mode, port + "," + keystore);
    }

    @Override
    public End spoke(Mode mode, String address, Path scratch, int number, Listener messages) throws Exception {
        String[] parts = address.split(",");
        int hub = Integer.parseInt(parts[0]);
        JChannel channel = join(FreePort.find(), hub, Path.of(parts[1]), messages);
        return new Guest(channel, channel.getView().getCoord());
    }

    private static Path makeKeystore(Path folder) throws IOException, GeneralSecurityException {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        KeyStore keystore = KeyStore.getInstance("pkcs12");
        keystore.load(null, null);
        keystore.setEntry(
                NAME,
                new KeyStore.SecretKeyEntry(new SecretKeySpec(key, "AES")),
                new KeyStore.PasswordProtection(NAME.toCharArray()));
        Path file = Files.createDirectories(folder).resolve("keystore");
        try (OutputStream out = Files.newOutputStream(file)) {
            keystore.store(out, NAME.toCharArray());
        }
        return file;
    }

    private static JChannel join(int port, int hub, Path keystore, Listener listener) throws Exception {
        JChannel channel = new JChannel(configuration(keystore));
        TCP tcp = channel.getProtocolStack().findProtocol(TCP.class);
        tcp.setBindPort(port);
        TCPPING ping = channel.getProtocolStack().findProtocol(TCPPING.class);
        ping.setInitialHosts(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), hub)));
        channel.setDiscardOwnMessages(true);
        channel.setReceiver(new Ear(listener));
        channel.connect(NAME);
        return channel;
    }

    private static InputStream configuration(Path keystore) throws IOException {
        try (InputStream in = Objects.requireNonNull(JGroupsContender.class.getResourceAsStream("jgroups.xml"))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new ByteArrayInputStream(
                    text.replace("@KEYSTORE@", keystore.toString()).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void send(JChannel channel, @Nullable Address to, byte[] message) {
        try {
            channel.send(new BytesMessage(to, message));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static final class Host implements Hub {
        private final JChannel channel;
        private final Mode mode;
        private final String address;
        private @Nullable Address guest;

        Host(JChannel channel, Mode mode, String address) {
            this.channel = channel;
            this.mode = mode;
            this.address = address;
        }

        @Override
        public String address() {
            return address;
        }

        @Override
        public void await(int others) throws InterruptedException {
            while (channel.getView().size() != others + 1) {
                Thread.sleep(LOOK_MILLIS);
            }
            if (mode == Mode.DIRECT) {
                guest = channel.getView().getMembers().get(1);
            }
        }

        @Override
        public void send(byte[] message) {
            JGroupsContender.send(channel, guest, message);
        }

        @Override
        public void close() {
            channel.close();
        }
    }

    private record Guest(JChannel channel, Address hub) implements End {
        @Override
        public void send(byte[] message) {
            JGroupsContender.send(channel, hub, message);
        }

        @Override
        public void close() {
            channel.close();
        }
    }

    private record Ear(Listener listener) implements Receiver {
        @Override
        public void receive(Message message) {
            listener.received(ByteBuffer.wrap(message.getArray(), message.getOffset(), message.getLength()));
        }

        @Override
        public void receive(MessageBatch batch) {
            for (Message message : batch) {
                receive(message);
            }
        }
    }
}
