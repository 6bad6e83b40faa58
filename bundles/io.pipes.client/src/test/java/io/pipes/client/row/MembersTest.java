// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.row;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.network.Invitation;
import org.junit.jupiter.api.Test;

class MembersTest {
    @Test
    void an_invitation_shows_no_ticket_to_a_log() {
        ObjectNode row = JsonNodeFactory.instance
                .objectNode()
                .put("ticket", "pipes1secret")
                .put("role", "writer")
                .put("expires", "2030-01-31T12:00:00.000Z")
                .put("uses", 1);

        Invitation invitation = Members.invitation(new Row(row));

        assertThat(invitation.ticket()).isEqualTo("pipes1secret");
        assertThat(invitation.toString()).doesNotContain("secret").contains("uses=1");
    }
}
