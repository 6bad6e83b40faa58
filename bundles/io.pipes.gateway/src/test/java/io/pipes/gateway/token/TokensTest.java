// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.PipesException;
import io.pipes.testkit.storage.SimulatedDisk;
import io.pipes.testkit.time.ManualClock;
import io.pipes.testkit.time.SeededRandomness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {
    @TempDir
    Path home;

    private final SimulatedDisk etc = new SimulatedDisk(1);
    private final ManualClock clock = new ManualClock();

    private Tokens open() throws IOException {
        return new Tokens(etc, new OwnerTokenFile(home), clock, new SeededRandomness(3));
    }

    private String ownerToken() throws IOException {
        return Files.readString(home.resolve("api-token")).strip();
    }

    @Test
    void the_owner_s_token_is_in_a_file_only_its_user_can_read_and_stays_the_same() throws IOException {
        open();
        String token = ownerToken();
        Tokens again = open();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("api-token"))))
                .isEqualTo("rw-------");
        assertThat(ownerToken()).isEqualTo(token);
        assertThat(again.find(token)).get().matches(Token::isOwner);
        assertThat(again.find(token.substring(1))).isEmpty();
        assertThat(again.find("")).isEmpty();
    }

    @Test
    void a_created_token_survives_a_restart_and_no_file_holds_it() throws IOException {
        Tokens.Created created =
                open().create("phone", List.of("pipeline", "message.send"), Reach.network("home"), Optional.empty());

        Token found = open().find(created.text()).orElseThrow();

        assertThat(found.allows("pipeline.publish")).isTrue();
        assertThat(found.allows("message.send")).isTrue();
        assertThat(found.allows("message.subscribe")).isFalse();
        assertThat(found.reach()).isEqualTo(Reach.network("home"));
        String stored = new String(etc.read("tokens.cbor", 1 << 20).toArray(), StandardCharsets.ISO_8859_1);
        assertThat(stored).contains("phone").doesNotContain(created.text());
    }

    @Test
    void what_is_written_about_a_created_token_does_not_show_it() throws IOException {
        Tokens.Created created = open().create("phone", List.of(), Reach.EVERYWHERE, Optional.empty());

        assertThat(created.toString()).contains("phone").doesNotContain(created.text());
    }

    @Test
    void a_token_without_scope_still_neither_makes_tokens_or_backups_nor_stops_the_node() throws IOException {
        Tokens tokens = open();
        Token token = tokens.create("any", List.of(), Reach.EVERYWHERE, Optional.empty())
                .token();

        assertThat(token.allows("network.list")).isTrue();
        assertThat(token.allows("token.create")).isFalse();
        assertThat(token.allows("node.stop")).isFalse();
        for (String method : List.of("backup.create", "backup.read", "backup.restore", "backup.write")) {
            assertThat(token.allows(method)).as(method).isFalse();
            assertThat(new Token(
                                    "id",
                                    "named",
                                    List.of(method, "backup"),
                                    Reach.EVERYWHERE,
                                    Optional.empty(),
                                    token.hash())
                            .allows(method))
                    .as(method)
                    .isFalse();
        }
    }

    @Test
    void tokens_end_when_they_expire_and_when_they_are_revoked() throws IOException {
        Tokens tokens = open();
        Tokens.Created brief = tokens.create("brief", List.of(), Reach.EVERYWHERE, Optional.of(Duration.ofMinutes(1)));
        Tokens.Created other = tokens.create("other", List.of(), Reach.EVERYWHERE, Optional.empty());

        clock.stepWall(Duration.ofMinutes(2));
        tokens.revoke(other.token().id());

        assertThat(tokens.find(brief.text())).isEmpty();
        assertThat(tokens.find(other.text())).isEmpty();
        assertThat(open().find(other.text())).isEmpty();
        assertThatThrownBy(() -> tokens.revoke("owner")).isInstanceOf(PipesException.class);
    }

    @Test
    void a_revocation_that_could_not_be_saved_is_saved_when_it_is_repeated() throws IOException {
        Tokens tokens = open();
        Tokens.Created phone = tokens.create("phone", List.of(), Reach.EVERYWHERE, Optional.empty());
        tokens.create("other", List.of(), Reach.EVERYWHERE, Optional.empty());
        String id = phone.token().id();
        etc.capacity(0);
        assertThatThrownBy(() -> tokens.revoke(id)).isInstanceOf(PipesException.class);
        assertThat(tokens.find(phone.text())).isEmpty();
        assertThatThrownBy(() -> tokens.revoke(id))
                .isInstanceOfSatisfying(
                        PipesException.class,
                        failure -> assertThat(failure.code()).isEqualTo(PipesException.Code.STORAGE));

        etc.capacity(Long.MAX_VALUE);
        tokens.revoke(id);

        assertThat(open().find(phone.text())).isEmpty();
        assertThatThrownBy(() -> tokens.revoke(id))
                .isInstanceOfSatisfying(
                        PipesException.class,
                        failure -> assertThat(failure.code()).isEqualTo(PipesException.Code.NOT_FOUND));
    }

    @Test
    void a_revocation_that_could_not_be_saved_is_saved_when_the_tokens_are_listed() throws IOException {
        Tokens tokens = open();
        Tokens.Created phone = tokens.create("phone", List.of(), Reach.EVERYWHERE, Optional.empty());
        tokens.create("other", List.of(), Reach.EVERYWHERE, Optional.empty());
        etc.capacity(0);
        assertThatThrownBy(() -> tokens.revoke(phone.token().id())).isInstanceOf(PipesException.class);
        assertThat(tokens.list()).extracting(Token::name).containsExactly("other");

        etc.capacity(Long.MAX_VALUE);
        tokens.list();

        assertThat(open().find(phone.text())).isEmpty();
    }

    @Test
    void a_token_may_grant_and_cancel_what_it_subscribed_to_and_cancel_its_calls() throws IOException {
        Token token = open().create("phone", List.of("message"), Reach.network("home"), Optional.empty())
                .token();

        assertThat(token.allows("subscription.grant")).isTrue();
        assertThat(token.allows("subscription.cancel")).isTrue();
        assertThat(token.allows("call.cancel")).isTrue();
        assertThat(token.allows("pipeline.subscribe")).isFalse();
    }

    @Test
    void a_token_that_could_not_be_read_again_is_not_made() throws IOException {
        Tokens tokens = open();
        String endless = "x".repeat(2_000);

        for (String bad : List.of(endless, "\ud800")) {
            assertThatThrownBy(() -> tokens.create(bad, List.of(), Reach.EVERYWHERE, Optional.empty()))
                    .isInstanceOf(PipesException.class);
            assertThatThrownBy(() -> tokens.create("a", List.of(bad), Reach.EVERYWHERE, Optional.empty()))
                    .isInstanceOf(PipesException.class);
            assertThatThrownBy(() -> tokens.create("a", List.of(), Reach.network(bad), Optional.empty()))
                    .isInstanceOf(PipesException.class);
        }

        assertThat(tokens.list()).isEmpty();
        tokens.create("good", List.of(), Reach.EVERYWHERE, Optional.empty());
        assertThat(open().list()).extracting(Token::name).containsExactly("good");
    }

    @Test
    void a_token_for_one_pipeline_survives_a_restart() throws IOException {
        Reach reach = new Reach(Optional.of("home"), Optional.of("notes"));
        Tokens.Created created = open().create("sensor", List.of(), reach, Optional.empty());
        open().create("other", List.of(), Reach.EVERYWHERE, Optional.empty());

        assertThat(open().find(created.text()).orElseThrow().reach()).isEqualTo(reach);
    }

    @Test
    void a_token_that_was_found_is_not_valid_any_more_once_it_is_revoked_or_expired() throws IOException {
        Tokens tokens = open();
        Token brief = tokens.create("brief", List.of(), Reach.EVERYWHERE, Optional.of(Duration.ofMinutes(1)))
                .token();
        Token other = tokens.create("other", List.of(), Reach.EVERYWHERE, Optional.empty())
                .token();
        assertThat(tokens.isValid(brief)).isTrue();

        clock.stepWall(Duration.ofMinutes(2));
        tokens.revoke(other.id());

        assertThat(tokens.isValid(brief)).isFalse();
        assertThat(tokens.isValid(other)).isFalse();
    }
}
