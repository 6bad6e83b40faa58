// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.gateway.token.Reach;
import io.pipes.gateway.token.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlacesTest {
    private static final Token OWNER = token("owner");

    private final Places places = new Places(32);
    private final List<Token> taken = new ArrayList<>();

    private static Token token(String id) {
        return new Token(id, "name", List.of(), Reach.EVERYWHERE, Optional.empty(), Bytes.EMPTY);
    }

    private int takeAll(Token who) {
        int before = taken.size();
        while (places.isFree(who, taken)) {
            taken.add(who);
        }
        return taken.size() - before;
    }

    @Test
    void the_owner_may_take_all() {
        assertThat(takeAll(OWNER)).isEqualTo(32);
    }

    @Test
    void one_token_takes_half_of_what_is_not_the_owner_s() {
        assertThat(takeAll(token("a"))).isEqualTo(14);
        assertThat(places.isFree(token("b"), taken)).isTrue();
    }

    @Test
    void many_tokens_leave_an_eighth_to_the_owner() {
        int others = 0;
        for (int i = 0; i < 9; i++) {
            others += takeAll(token("t" + i));
        }

        assertThat(others).isEqualTo(28);
        assertThat(takeAll(OWNER)).isEqualTo(4);
    }

    @Test
    void what_the_owner_took_is_nobody_else_s() {
        takeAll(OWNER);

        assertThat(places.isFree(token("a"), taken)).isFalse();
    }

    @Test
    void numbers_that_make_no_sense_are_as_if_nobody_had_written_them() {
        assertThat(Places.of(0)).isEqualTo(Places.USUAL);
        assertThat(Places.of(Places.MOST + 1)).isEqualTo(Places.USUAL);
        assertThat(Places.of(100).all()).isEqualTo(100);
        assertThatThrownBy(() -> new Places(7)).isInstanceOf(IllegalArgumentException.class);
    }
}
