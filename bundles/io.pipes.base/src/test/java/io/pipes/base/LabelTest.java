// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LabelTest {
    @Test
    void no_label_is_the_beginning_of_another() {
        for (Label one : Label.values()) {
            for (Label other : Label.values()) {
                assertThat(other.bytes().startsWith(one.bytes()))
                        .as("%s, %s", one, other)
                        .isEqualTo(one == other);
            }
        }
    }

    @Test
    void labels_are_written_as_the_design_has_them() {
        assertThat(Label.PACKET_KEY.text()).isEqualTo("pipes/1/packet-key");
        assertThat(Label.PACKET_KEY.bytes()).isEqualTo(Bytes.utf8("pipes/1/packet-key\0"));
        assertThat(Arrays.stream(Label.values()).map(Label::text))
                .allMatch(text -> text.matches("pipes/1/[a-z]+(-[a-z]+)*"))
                .doesNotHaveDuplicates()
                .contains(
                        "pipes/1/identity",
                        "pipes/1/node",
                        "pipes/1/network",
                        "pipes/1/operation",
                        "pipes/1/packet",
                        "pipes/1/packet-commit",
                        "pipes/1/epoch",
                        "pipes/1/epoch-box",
                        "pipes/1/prekey",
                        "pipes/1/ticket",
                        "pipes/1/invitation-psk",
                        "pipes/1/link",
                        "pipes/1/lane",
                        "pipes/1/lane-attach",
                        "pipes/1/store-record",
                        "pipes/1/keystore",
                        "pipes/1/redeem",
                        "pipes/1/history-key",
                        "pipes/1/file-key",
                        "pipes/1/message-key",
                        "pipes/1/preface-mac");
    }
}
