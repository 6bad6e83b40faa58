// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.PipesException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiAddressTest {
    @TempDir
    Path home;

    @Test
    void what_the_launcher_said_counts_and_the_process_is_ours_to_stop() {
        ApiAddress address = ApiAddress.of("127.0.0.1:7777", home);

        address.served(endpoints("http://127.0.0.1:8080/"));

        assertThat(address.get()).isEqualTo("127.0.0.1:7777");
        assertThat(home).isEmptyDirectory();
        assertThatCode(address::checkThatTheProcessIsOurs).doesNotThrowAnyException();
    }

    @Test
    void without_a_launcher_the_http_service_knows_and_the_home_says_so_as_long_as_it_serves() throws Exception {
        ApiAddress address = ApiAddress.of(null, home);

        address.served(endpoints("https://127.0.0.1:8443/", "http://127.0.0.1:7272/"));

        assertThat(address.get()).isEqualTo("127.0.0.1:7272");
        Path file = home.resolve("run/container.json");
        assertThat(Files.readString(file))
                .contains("\"pid\":" + ProcessHandle.current().pid())
                .contains("\"console\":\"127.0.0.1:7272\"");
        address.forget();
        assertThat(file).doesNotExist();
    }

    @Test
    void a_service_that_does_not_serve_yet_changes_nothing() {
        ApiAddress address = ApiAddress.of(null, home);

        address.served(Map.of());

        assertThat(address.get()).isEqualTo("127.0.0.1:7170");
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void a_container_of_others_is_not_ours_to_stop() {
        assertThatThrownBy(ApiAddress.of(null, home)::checkThatTheProcessIsOurs)
                .isInstanceOfSatisfying(
                        PipesException.class,
                        refused -> assertThat(refused.code()).isEqualTo(PipesException.Code.REFUSED));
    }

    private static Map<String, Object> endpoints(String... places) {
        return Map.of("osgi.http.endpoint", places);
    }
}
