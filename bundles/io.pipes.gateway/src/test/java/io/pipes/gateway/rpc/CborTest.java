// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CborTest {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static JsonNode read(byte[] bytes) throws UnreadableException {
        return Cbor.read(bytes, 0, bytes.length);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    private static ObjectNode sample() {
        ObjectNode sample = JSON.objectNode()
                .put("text", "Grüße \ud83d\ude80")
                .put("long text", "ü".repeat(100_000))
                .put("base64", new byte[70_000])
                .put("small", -1)
                .put("large", Long.MIN_VALUE)
                .put("rttMillis", 0.25)
                .put("yes", true)
                .put("no", false)
                .putNull("nothing");
        sample.putArray("list").add(1).addObject().putArray("empty");
        return sample;
    }

    @Test
    void what_is_written_is_read_again() throws UnreadableException {
        assertThat(read(Cbor.write(sample()))).isEqualTo(sample());
    }

    @Test
    void what_json_says_in_base64_is_a_byte_string() {
        byte[] written = Cbor.write(JSON.objectNode().put("base64", new byte[] {1, 2, 3}));

        assertThat(written).isEqualTo(hex("a1" + "66626173653634" + "43010203"));
        assertThat(Json.write(JSON.objectNode().put("base64", new byte[] {1, 2, 3})))
                .isEqualTo("{\"base64\":\"AQID\"}");
    }

    @Test
    void every_length_is_said_before_what_it_is_the_length_of() {
        // The test reads by itself: in definite CBOR no byte at the head of an item ends with five ones.
        byte[] written = Cbor.write(sample());

        assertThat(new Heads(written).indefinite()).isZero();
    }

    /** Walks over items, as little as is needed to see their heads. */
    private static final class Heads {
        private final byte[] bytes;
        private int at;
        private int indefinite;

        Heads(byte[] bytes) {
            this.bytes = bytes;
        }

        int indefinite() {
            item();
            assertThat(at).isEqualTo(bytes.length);
            return indefinite;
        }

        private void item() {
            int type = (bytes[at] & 0xff) >> 5;
            int info = bytes[at++] & 0x1f;
            if (info == 31) {
                indefinite++;
                return;
            }
            long argument = info < 24 ? info : 0;
            for (int left = info < 24 ? 0 : 1 << info - 24; left > 0; left--) {
                argument = argument << 8 | bytes[at++] & 0xff;
            }
            if (type == 2 || type == 3) {
                at += (int) argument;
            }
            for (long inside = type == 4 ? argument : type == 5 ? 2 * argument : 0; inside > 0; inside--) {
                item();
            }
        }
    }

    @Test
    void a_part_of_an_array_is_read_and_the_rest_is_not_looked_at() throws UnreadableException {
        byte[] message = Cbor.write(sample());
        byte[] around = new byte[message.length + 20];
        Arrays.fill(around, (byte) 0xff);
        System.arraycopy(message, 0, around, 10, message.length);

        assertThat(Cbor.read(around, 10, message.length)).isEqualTo(sample());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ff",
                "a1",
                "a16161",
                // something behind
                "a161610100",
                // a name twice
                "a2616101616102",
                // names that are a number, bytes, null
                "a10102",
                "a1416101",
                "a1f601",
                // lengths that are not said: an object, an array, a text, bytes, a name
                "bf616101ff",
                "a161619fff",
                "a161617f6161ff",
                "a161615f4161ff",
                "a17f6161ff01",
                // tags: of itself, of a name, a large number, a reference
                "d9d9f7a1616101",
                "a1c1616101",
                "a16161c249010000000000000000",
                "a16161d81c01",
                // numbers beyond 64 bits with a sign
                "a161611bffffffffffffffff",
                "a161613bffffffffffffffff",
                // undefined and other simple values
                "a16161f7",
                "a16161f0",
                "a16161f8ff",
                // lengths far above what is there
                "a161615a7fffffff",
                "a161617a7fffffff",
                "a161615bffffffffffffffff",
                "a161619b7fffffffffffffff",
                "bbffffffffffffffff",
                // no UTF-8
                "a161617fff",
                "a1616162c328"
            })
    void what_is_not_cbor_as_the_api_speaks_it_is_refused(String digits) {
        assertThatThrownBy(() -> read(hex(digits))).isInstanceOf(UnreadableException.class);
    }

    @Test
    void nesting_goes_to_sixteen() throws UnreadableException {
        assertThat(read(hex("81".repeat(15) + "80"))).isNotNull();

        assertThatThrownBy(() -> read(hex("81".repeat(16) + "80"))).hasMessageContaining("nesting 16");
        assertThatThrownBy(() -> read(hex("81".repeat(100_000) + "80"))).hasMessageContaining("nesting 16");
    }

    @ParameterizedTest
    @ValueSource(strings = {"80", "a0", "01", "60"})
    void very_many_small_things_are_refused_with_the_limit(String thing) {
        assertThatThrownBy(() -> read(hex("9a00018700" + thing.repeat(100_096))))
                .hasMessageContaining("100,000");
    }

    @Test
    void a_long_name_is_refused_with_the_limit() {
        byte[] name = "n".repeat(257).getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(hex("a1790101"));
        message.writeBytes(name);
        message.write(1);

        assertThatThrownBy(() -> read(message.toByteArray())).hasMessageContaining("names of 256");
    }

    @Test
    void a_message_above_two_mebibytes_is_refused() {
        assertThatThrownBy(() -> read(new byte[Limits.MESSAGE_BYTES + 1])).isInstanceOf(UnreadableException.class);
    }
}
