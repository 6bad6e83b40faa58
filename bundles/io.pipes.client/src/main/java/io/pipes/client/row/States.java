// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.row;

import io.pipes.api.message.Content;
import io.pipes.api.state.MapEntry;
import io.pipes.api.state.SetChange;
import io.pipes.api.state.StateInfo;
import io.pipes.api.state.StateKind;
import io.pipes.base.id.NodeId;
import java.util.List;
import java.util.Locale;

/** Reads what members have built together. */
public final class States {
    private States() {}

    public static StateInfo part(Row row) {
        return new StateInfo(
                row.value("kind", text -> StateKind.valueOf(text.toUpperCase(Locale.ROOT))),
                row.text("name"),
                row.number("entries"));
    }

    public static MapEntry entry(Row row) {
        Content value = Contents.content(row);
        return new MapEntry(
                row.text("key"),
                value,
                row.value("author", NodeId::parse),
                row.time("time"),
                row.has("concurrent") ? row.rows("concurrent", Contents::content) : List.of(value));
    }

    public static SetChange setChange(Row row) {
        return new SetChange(row.text("key"), row.flag("present"));
    }
}
