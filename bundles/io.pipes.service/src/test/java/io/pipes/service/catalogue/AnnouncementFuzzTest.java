// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pipes.api.service.Access;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.crypto.Pipes1Suite;
import io.pipes.spi.local.LocalServices;

class AnnouncementFuzzTest {
    @FuzzTest(maxDuration = "20s")
    void whatever_is_read_is_passed_on_as_it_is_and_can_be_shown(byte[] bytes) {
        try {
            Announcement read = Announcement.read(new Pipes1Suite(), Bytes.copyOf(bytes));
            assertThat(read.encode()).isEqualTo(Bytes.copyOf(bytes));
            assertThat(read.services())
                    .hasSizeLessThanOrEqualTo(LocalServices.MAX_SERVICES)
                    .allSatisfy(service -> {
                        assertThat(Service.isName(service.name())).isTrue();
                        assertThat(Service.isMetadata(service.metadata())).isTrue();
                        assertThat(Access.parse(service.access().text())).isEqualTo(service.access());
                    });
        } catch (MalformedException refused) {
            assertThat(refused.reason()).isNotBlank();
        }
    }
}
