// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.api.store.Backup;
import io.pipes.api.store.Backups;
import io.pipes.api.store.Restore;
import io.pipes.api.store.RestoreReport;
import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Method;
import io.pipes.gateway.rpc.Params;
import io.pipes.gateway.rpc.Recording;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How backups travel in JSON. */
class BackupMethodsTest {
    private final Map<String, Method> methods = new TreeMap<>();
    private final Sample sample = new Sample();
    private final Client client = new Client(new Recording());

    @BeforeEach
    void begin() {
        new BackupMethods(() -> Optional.of(sample)).addTo(methods);
    }

    @Test
    void a_backup_is_read_piece_by_piece_and_then_over() {
        String backup =
                call("backup.create", "passphrase", "c2VjcmV0").get("backup").asText();

        assertThat(sample.passphrases).containsExactly("secret");
        assertThat(call("backup.read", "backup", backup).get("base64").asText()).isEqualTo("b25l");
        assertThat(call("backup.read", "backup", backup).get("base64").isNull()).isTrue();
        assertRefused(PipesException.Code.NOT_FOUND, "backup.read", "backup", backup);
    }

    @Test
    void a_restore_says_after_each_piece_what_it_has_brought() {
        String backup =
                call("backup.restore", "passphrase", "c2VjcmV0").get("backup").asText();

        assertThat(call("backup.write", "backup", backup, "base64", "b25l")
                        .get("entries")
                        .asLong())
                .isEqualTo(3);
        assertThat(call("backup.write", "backup", backup).get("nodes").asInt()).isEqualTo(1);
        assertRefused(PipesException.Code.NOT_FOUND, "backup.write", "backup", backup);
    }

    @Test
    void who_leaves_in_the_middle_leaves_nothing_open() {
        call("backup.create", "passphrase", "c2VjcmV0");
        call("backup.restore", "passphrase", "c2VjcmV0");

        client.closed();

        assertThat(sample.closed).isEqualTo(2);
    }

    @Test
    void what_is_no_passphrase_or_no_backup_is_refused() {
        String reading =
                call("backup.create", "passphrase", "c2VjcmV0").get("backup").asText();

        assertRefused(PipesException.Code.INVALID_ARGUMENT, "backup.create");
        assertRefused(PipesException.Code.INVALID_ARGUMENT, "backup.create", "passphrase", "");
        assertRefused(PipesException.Code.INVALID_ARGUMENT, "backup.restore", "passphrase", "?");
        assertRefused(PipesException.Code.INVALID_ARGUMENT, "backup.restore", "passphrase", "QUFB".repeat(400));
        assertRefused(PipesException.Code.INVALID_ARGUMENT, "backup.write", "backup", reading);
        assertRefused(PipesException.Code.NOT_FOUND, "backup.read", "backup", "s99");
    }

    private void assertRefused(PipesException.Code code, String method, String... params) {
        assertThatThrownBy(() -> call(method, params))
                .isInstanceOfSatisfying(
                        PipesException.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }

    private JsonNode call(String method, String... params) {
        ObjectNode named = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < params.length; i += 2) {
            named.put(params[i], params[i + 1]);
        }
        return methods.get(method)
                .call(client, new Params(named))
                .toCompletableFuture()
                .join();
    }

    /** Gives out one piece, and counts an entry for each byte that it takes. */
    private static final class Sample implements Backups {
        final List<String> passphrases = new ArrayList<>();
        int closed;

        @Override
        public Backup begin(Secret passphrase) {
            passphrases.add(new String(passphrase.bytes(), java.nio.charset.StandardCharsets.UTF_8));
            Iterator<String> pieces = List.of("one").iterator();
            return new Backup() {
                @Override
                public CompletionStage<Optional<Bytes>> next() {
                    return CompletableFuture.completedFuture(
                            pieces.hasNext() ? Optional.of(Bytes.utf8(pieces.next())) : Optional.empty());
                }

                @Override
                public void close() {
                    closed++;
                }
            };
        }

        @Override
        public Restore restore(Secret passphrase) {
            return new Restore() {
                private long taken;

                @Override
                public CompletionStage<RestoreReport> take(Bytes chunk) {
                    taken += chunk.size();
                    return CompletableFuture.completedFuture(new RestoreReport(0, 0, 0, taken, 0));
                }

                @Override
                public CompletionStage<RestoreReport> finish() {
                    return CompletableFuture.completedFuture(new RestoreReport(1, 1, 0, taken, 0));
                }

                @Override
                public void close() {
                    closed++;
                }
            };
        }
    }
}
