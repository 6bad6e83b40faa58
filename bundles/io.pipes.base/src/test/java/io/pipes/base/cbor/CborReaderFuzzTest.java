// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base.cbor;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import org.jspecify.annotations.Nullable;

class CborReaderFuzzTest {
    @FuzzTest(maxDuration = "20s")
    void whatever_is_accepted_has_only_this_encoding_and_skipping_agrees_with_reading(byte[] encoded) {
        boolean read = reads(encoded);
        assertThat(skips(encoded)).isEqualTo(read);
    }

    @FuzzTest(maxDuration = "20s")
    void any_sequence_of_reads_ends_in_values_or_in_a_malformed_exception(FuzzedDataProvider data) {
        byte[] script = data.consumeBytes(64);
        CborReader in = new CborReader(data.consumeRemainingAsBytes());
        try {
            for (byte step : script) {
                read(in, step & 7, (step & 0xff) >>> 3);
            }
            in.end();
        } catch (MalformedException refused) {
            assertThat(refused.reason()).isNotBlank();
        }
    }

    private static @Nullable Object read(CborReader in, int method, int cap) throws MalformedException {
        return switch (method) {
            case 0 -> in.readLong(-cap, cap);
            case 1 -> in.readBytes(cap);
            case 2 -> in.readText(cap);
            case 3 -> in.readArray(cap);
            case 4 -> in.readMap(cap);
            case 5 -> in.skipNull() ? null : in.readBool();
            case 6 -> in.readEncoded(cap);
            default -> in.readView(cap);
        };
    }

    private static boolean reads(byte[] encoded) {
        try {
            assertThat(CborTrees.write(CborTrees.read(encoded))).isEqualTo(encoded);
            return true;
        } catch (MalformedException refused) {
            return false;
        }
    }

    private static boolean skips(byte[] encoded) {
        try {
            CborReader in = new CborReader(encoded);
            Bytes item = in.readEncoded(encoded.length);
            in.end();
            assertThat(item).isEqualTo(Bytes.wrap(encoded));
            return true;
        } catch (MalformedException refused) {
            return false;
        }
    }
}
