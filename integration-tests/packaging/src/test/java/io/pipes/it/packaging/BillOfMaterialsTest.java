// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the distribution says that it is made of, compared with what is in it. */
class BillOfMaterialsTest {
    private static final Path DISTRIBUTION = Workspace.ours().distribution();

    private static JsonNode bill;

    /** Components by the SHA-256 of their file. */
    private static final Map<String, JsonNode> BY_HASH = new TreeMap<>();

    @BeforeAll
    static void read() throws IOException {
        bill = new ObjectMapper().readTree(DISTRIBUTION.resolve("sbom.cdx.json").toFile());
        for (JsonNode component : bill.required("components")) {
            for (JsonNode hash : component.path("hashes")) {
                if (hash.required("alg").asText().equals("SHA-256")) {
                    BY_HASH.put(hash.required("content").asText(), component);
                }
            }
        }
    }

    @Test
    void every_jar_of_the_distribution_is_in_it() throws Exception {
        List<String> missing = new ArrayList<>();
        List<Path> jars = jars();
        for (Path jar : jars) {
            if (!BY_HASH.containsKey(sha256(jar))) {
                missing.add(DISTRIBUTION.relativize(jar).toString());
            }
        }

        assertThat(jars).hasSizeGreaterThan(50);
        assertThat(missing).as("jars that are shipped but not in sbom.cdx.json").isEmpty();
    }

    @Test
    void what_is_packed_inside_of_a_bundle_is_in_it_too() {
        assertThat(bill.required("components"))
                .extracting(component -> component.required("name").asText())
                .contains("bcprov-jdk18on", "derby", "derbyshared", "derbytools", "postgresql");
    }

    @Test
    void every_component_has_a_licence_a_version_and_a_name_that_others_use_too() {
        assertThat(bill.required("components")).isNotEmpty().allSatisfy(component -> {
            assertThat(component.path("licenses").size())
                    .as("licences of " + component.required("name"))
                    .isPositive();
            assertThat(component.required("version").asText()).isNotEmpty();
            assertThat(component.required("purl").asText()).startsWith("pkg:maven/");
        });
    }

    @Test
    void nothing_of_the_machine_or_the_hour_is_in_it() throws IOException {
        assertThat(bill.required("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(bill.has("serialNumber")).isFalse();
        assertThat(bill.path("metadata").path("timestamp").asText("2026-01-01T00:00:00Z"))
                .isEqualTo("2026-01-01T00:00:00Z");
        assertThat(Files.readString(DISTRIBUTION.resolve("sbom.cdx.json")))
                .doesNotContain(System.getProperty("user.dir"))
                .doesNotContain("file:");
    }

    private static List<Path> jars() throws IOException {
        try (Stream<Path> files = Files.walk(DISTRIBUTION)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
