// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.network.Role;
import io.pipes.api.service.Access;
import io.pipes.api.service.ServiceKind;
import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.id.IdentityId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.crypto.Pipes1Suite;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.SigningKey;
import io.pipes.testkit.time.SeededRandomness;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AnnouncementTest {
    private static final CryptoSuite SUITE = new Pipes1Suite();
    private static final SigningKey KEY = SUITE.newSigningKey(new SeededRandomness(1));
    private static final NetworkId NETWORK = NetworkId.of(Bytes.wrap(new byte[NetworkId.SIZE]));
    private static final NodeId AUTHOR = NodeId.of(Bytes.wrap(new byte[NodeId.SIZE]));

    private static Announcement announcement(long number, Service... services) {
        return Announcement.make(
                SUITE, NETWORK, AUTHOR, number, List.of(services), message -> KEY.sign(Label.SERVICES, message));
    }

    private static Service service(String name, String... metadata) {
        SortedMap<String, String> said = new TreeMap<>();
        for (int i = 0; i < metadata.length; i += 2) {
            said.put(metadata[i], metadata[i + 1]);
        }
        return Service.called(name, said);
    }

    @Test
    void what_is_read_says_the_same_and_is_signed_for_its_network_only() throws MalformedException {
        Announcement sent = announcement(7, service("time"), service("weather", "place", "here", "unit", "mm"));

        Announcement read = Announcement.read(SUITE, sent.encode());

        assertThat(read.services()).isEqualTo(sent.services());
        assertThat(read.version()).isEqualTo(sent.version());
        assertThat(read.isSignedBy(SUITE, NETWORK, KEY.publicKey())).isTrue();
        byte[] other = new byte[NetworkId.SIZE];
        other[0] = 1;
        assertThat(read.isSignedBy(SUITE, NetworkId.of(Bytes.wrap(other)), KEY.publicKey()))
                .isFalse();
    }

    @Test
    void the_higher_number_replaces_and_of_equal_ones_all_choose_the_same() {
        Version first = announcement(1, service("a")).version();
        Version second = announcement(2, service("a")).version();
        Version twin = announcement(2, service("b")).version();

        assertThat(second.replaces(first)).isTrue();
        assertThat(first.replaces(second)).isFalse();
        assertThat(second.replaces(second)).isFalse();
        assertThat(second.replaces(twin)).isNotEqualTo(twin.replaces(second));
    }

    @Test
    void services_out_of_order_are_refused() {
        assertThatThrownBy(() -> Announcement.read(
                        SUITE, announcement(1, service("b"), service("a")).encode()))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> Announcement.read(
                        SUITE, announcement(1, service("a"), service("a")).encode()))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void as_much_as_fits_can_be_read_and_more_does_not_fit() throws MalformedException {
        String[] longest = IntStream.range(0, 16)
                .boxed()
                .flatMap(i -> Stream.of("key" + i, "v".repeat(256)))
                .toArray(String[]::new);
        List<Service> seven =
                IntStream.range(0, 7).mapToObj(i -> service("s" + i, longest)).toList();

        assertThat(Announcement.fits(seven)).isTrue();
        assertThat(Announcement.read(
                                SUITE,
                                announcement(1, seven.toArray(Service[]::new)).encode())
                        .services())
                .hasSize(7);
        assertThat(Announcement.fits(IntStream.range(0, 8)
                        .mapToObj(i -> service("s" + i, longest))
                        .toList()))
                .isFalse();
    }

    private static Service stream(Access access) {
        return new Service("files", ServiceKind.STREAM.code(), new TreeMap<>(), access);
    }

    @Test
    void who_may_use_a_stream_is_read_as_it_was_told() throws MalformedException {
        List<Access> accesses = List.of(
                Access.EVERYBODY,
                Access.WRITERS,
                Access.NOBODY,
                new Access(Optional.empty(), List.of(AUTHOR), List.of()),
                new Access(Optional.of(Role.OWNER), List.of(), List.of(IdentityId.of(AUTHOR.bytes()))));

        for (Access access : accesses) {
            Announcement read =
                    Announcement.read(SUITE, announcement(1, stream(access)).encode());
            assertThat(read.services()).containsExactly(stream(access));
        }
    }
}
