// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.blob;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Who opens blobs without a container gets what a container in which nobody set anything gives. */
class BlobConfigTest {
    @Test
    void without_settings_it_is_the_same_with_and_without_a_container() throws Exception {
        assertThat(BlobRoom.USUAL).isEqualTo(new BlobRoom(mebibytes("limit"), mebibytes("reserve")));
    }

    private static long mebibytes(String setting) throws Exception {
        return (long) (int) BlobConfig.class.getDeclaredMethod(setting).getDefaultValue() << 20;
    }
}
