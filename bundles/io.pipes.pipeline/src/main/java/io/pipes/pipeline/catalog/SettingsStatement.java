// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.catalog;

import io.pipes.api.pipeline.PipelineChange;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.PipelineId;
import io.pipes.spi.node.Membership;

/** What a pipeline's maker, or an admin, records in the membership log to change its settings. */
record SettingsStatement(PipelineId pipeline, PipelineChange change) {
    /** Heard from the maker of the pipeline only. */
    static final String OF_MAKER = "pipeline-settings";

    /** Void when its author is made less than an admin at the same time. */
    static final String OF_ADMIN = Membership.ADMIN_KIND_PREFIX + OF_MAKER;

    Bytes encode() {
        CborWriter out = new CborWriter().writeArray(2).writeBytes(pipeline.bytes());
        ChangeCode.write(out, change);
        return out.toBytes();
    }

    static SettingsStatement decode(Bytes encoded) throws MalformedException {
        CborReader in = new CborReader(encoded);
        in.readArrayExactly(2);
        SettingsStatement said = new SettingsStatement(PipelineId.read(in), ChangeCode.read(in));
        in.end();
        return said;
    }
}
