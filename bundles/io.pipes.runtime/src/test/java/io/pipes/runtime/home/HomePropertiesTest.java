// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.runtime.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pipes.runtime.home.HomeException.Reason;
import io.pipes.spi.home.Settings;
import io.pipes.spi.home.Settings.Peering;
import io.pipes.spi.transport.Address;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HomePropertiesTest {
    @Test
    void without_a_word_a_node_listens_at_the_usual_port_finds_its_peers_and_needs_no_passphrase() throws Exception {
        HomeProperties nothing = told(Map.of());

        assertThat(nothing.home()).isEqualTo(Path.of(System.getProperty("user.home"), ".pipes"));
        Settings settings = nothing.settings();
        assertThat(settings.listen()).containsExactly(Address.parse("tcp://0.0.0.0:7171"));
        assertThat(settings.listenExplicit()).isFalse();
        assertThat(settings.peering()).isEqualTo(Peering.AUTO);
        assertThat(settings.discovery()).isTrue();
        assertThat(settings.passphraseFile()).isEmpty();
        assertThat(settings.forgetPassphrase()).isFalse();
    }

    @Test
    void in_a_karaf_that_says_nothing_else_a_node_lives_beside_its_data() throws Exception {
        assertThat(told(Map.of("karaf.base", "/opt/karaf")).home()).isEqualTo(Path.of("/opt/karaf/pipes"));
        assertThat(told(Map.of("karaf.base", "/opt/karaf", "pipes.home", "/srv/node"))
                        .home())
                .isEqualTo(Path.of("/srv/node"));
    }

    @Test
    void what_was_told_counts() throws Exception {
        HomeProperties told = told(Map.of(
                "pipes.home", "/somewhere/else",
                "pipes.listen", "tcp://127.0.0.1:0, tcp://[::1]:7272",
                "pipes.discovery", "off",
                "pipes.peering", " manual ",
                "pipes.passphrase-file", "/run/secret",
                "pipes.forget-passphrase", "yes"));

        assertThat(told.home()).isEqualTo(Path.of("/somewhere/else"));
        Settings settings = told.settings();
        assertThat(settings.listen())
                .containsExactly(Address.parse("tcp://127.0.0.1:0"), Address.parse("tcp://[::1]:7272"));
        assertThat(settings.listenExplicit()).isTrue();
        assertThat(settings.peering()).isEqualTo(Peering.MANUAL);
        assertThat(settings.discovery()).isFalse();
        assertThat(settings.passphraseFile()).contains(Path.of("/run/secret"));
        assertThat(settings.forgetPassphrase()).isTrue();
    }

    @Test
    void the_usual_port_said_aloud_is_meant_as_said() throws Exception {
        assertThat(told(Map.of("pipes.listen", "tcp://0.0.0.0:7171")).settings().listenExplicit())
                .isTrue();
    }

    @Test
    void a_node_may_listen_nowhere() throws Exception {
        assertThat(told(Map.of("pipes.listen", "none")).settings().listen()).isEmpty();
    }

    @Test
    void a_blank_setting_is_none() throws Exception {
        assertThat(told(Map.of("pipes.listen", "  ", "pipes.peering", ""))
                        .settings()
                        .listenExplicit())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7171",
                "127.0.0.1:7171",
                "tcp://127.0.0.1",
                "tcp://127.0.0.1:65536",
                "tcp://:7171",
                "tcp://127.0.0.1:7171,",
                "tcp://127.0.0.1:7171;tcp://127.0.0.1:7172",
                "tcp://user@host:1",
                "\u0000"
            })
    void an_address_that_is_none_is_refused_with_an_example(String listen) {
        HomeException refused = catchThrowableOfType(
                HomeException.class, () -> told(Map.of("pipes.listen", listen)).settings());

        assertThat(refused.reason()).isEqualTo(Reason.SETTING);
        assertThat(refused).hasMessageContaining("pipes.listen").hasMessageContaining("tcp://0.0.0.0:7171");
    }

    @ParameterizedTest
    @CsvSource({"pipes.discovery, yes, on or off", "pipes.peering, off, auto or manual"})
    void a_word_that_is_none_of_the_choices_is_refused_with_them(String name, String value, String choices) {
        HomeException refused = catchThrowableOfType(
                HomeException.class, () -> told(Map.of(name, value)).settings());

        assertThat(refused).hasMessageContaining(name).hasMessageContaining(choices);
    }

    @Test
    void a_path_that_is_none_is_refused() {
        HomeException refused = catchThrowableOfType(
                HomeException.class,
                () -> told(Map.of("pipes.home", "a\u0000b")).home());

        assertThat(refused.reason()).isEqualTo(Reason.SETTING);
    }

    private static HomeProperties told(Map<String, String> properties) {
        return new HomeProperties(properties::get);
    }
}
