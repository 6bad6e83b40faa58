// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.keystore;

import static io.pipes.crypto.Vectors.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.crypto.ScriptedRandomness;
import io.pipes.crypto.Vectors;
import io.pipes.crypto.primitive.Argon2id;
import io.pipes.spi.crypto.Keystore;
import io.pipes.spi.crypto.KeystoreException;
import org.junit.jupiter.api.Test;

/** The files of a keystore against those a script in another language made. */
class KeystoreVectorsTest {
    @Test
    void a_keystore_with_a_key_file_is_as_specified() throws KeystoreException {
        JsonNode vector = Vectors.ownTree("keystore.json").required("keyFile");
        ScriptedRandomness script = new ScriptedRandomness(
                bytes(vector, "master"),
                bytes(vector, "unlock"),
                bytes(vector, "masterNonce"),
                bytes(vector, "keyNonce"));
        FailingDisk disk = new FailingDisk();

        new KeystoreFolder(disk, script).open(null, true).write(name(vector), secret(vector));

        assertThat(disk.contents(UnlockFile.FILE)).isEqualTo(bytes(vector, "unlockFile"));
        assertFiles(disk, vector);
    }

    @Test
    void a_keystore_with_a_passphrase_is_as_specified() throws KeystoreException {
        JsonNode vector = Vectors.ownTree("keystore.json").required("passphrase");
        ScriptedRandomness script = new ScriptedRandomness(
                bytes(vector, "master"),
                bytes(vector, "salt"),
                bytes(vector, "masterNonce"),
                bytes(vector, "keyNonce"));
        Argon2id cost = new Argon2id(
                vector.required("memoryKib").asInt(),
                vector.required("passes").asInt(),
                vector.required("lanes").asInt());
        Secret passphrase =
                Secret.wrap(Bytes.utf8(vector.required("passphrase").asText()).toArray());
        FailingDisk disk = new FailingDisk();

        new KeystoreFolder(disk, script, cost).open(passphrase, true).write(name(vector), secret(vector));

        assertFiles(disk, vector);
        Keystore again = new KeystoreFolder(disk, new ScriptedRandomness()).open(passphrase, false);
        assertThat(again.read(name(vector))).contains(secret(vector));
    }

    private static void assertFiles(FailingDisk disk, JsonNode vector) {
        assertThat(disk.contents(KeystoreHeader.FILE)).isEqualTo(bytes(vector, "keystoreFile"));
        assertThat(disk.contents(name(vector) + ".key")).isEqualTo(bytes(vector, "keyFile"));
    }

    private static String name(JsonNode vector) {
        return vector.required("keyName").asText();
    }

    private static Secret secret(JsonNode vector) {
        return Secret.wrap(bytes(vector, "secret").toArray());
    }
}
