// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;

class CircuitMessagesFuzzTest {
    @FuzzTest(maxDuration = "20s")
    void whatever_is_read_is_written_the_same_way_again(byte[] bytes) {
        Bytes message = Bytes.copyOf(bytes);
        try {
            assertThat(again(message)).isEqualTo(message);
        } catch (MalformedException refused) {
            assertThat(refused.reason()).isNotBlank();
        }
    }

    private static Bytes again(Bytes message) throws MalformedException {
        MessageType type = Messages.type(message);
        if (type == MessageType.HELLO || type == MessageType.WELCOME) {
            return Messages.greeting(type, Messages.nonce(message));
        }
        if (type == MessageType.BESIDE) {
            Messages.checkBeside(message);
            return Messages.BESIDE;
        }
        int label = Messages.label(message);
        return switch (type) {
            case OPEN -> OpenRequest.decode(message).encode(label);
            case REFUSED -> Refusal.decode(message).encode(label);
            case CREDIT -> Messages.credit(label, Messages.credit(message));
            case CLOSE -> Messages.close(label, Messages.ending(message));
            case OPENED -> {
                Messages.checkOpened(message);
                yield Messages.opened(label);
            }
            case BYPASS -> Messages.bypass(label, Messages.bypass(message));
            case SWITCH -> {
                Messages.checkSwitched(message);
                yield Messages.switched(label);
            }
            default -> {
                Messages.checkData(message);
                byte[] headed = message.toArray();
                Messages.dataHead(label).copyTo(headed, 0);
                yield Bytes.wrap(headed);
            }
        };
    }
}
