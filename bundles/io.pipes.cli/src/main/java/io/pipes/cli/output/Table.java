// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.output;

import io.pipes.client.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Objects as aligned lines under titles, or one object as a card of titled lines. */
public final class Table {
    private static final String GAP = "  ";
    private static final int NARROWEST = 6;

    private final List<Column> columns;

    private Table(List<Column> columns) {
        this.columns = columns;
    }

    public static Table of(Column... columns) {
        return new Table(List.of(columns));
    }

    /** @param width the longest line allowed; the widest columns are cut until everything fits */
    List<String> lines(List<JsonObject> rows, int width) {
        List<String[]> cells = new ArrayList<>();
        cells.add(columns.stream().map(Column::title).toArray(String[]::new));
        rows.forEach(row -> cells.add(columns.stream()
                .map(column -> Printable.line(column.value().apply(row)))
                .toArray(String[]::new)));
        int[] widths = widths(cells, width);
        return cells.stream().map(line -> join(line, widths)).toList();
    }

    List<String> card(JsonObject row) {
        int widest = columns.stream()
                .mapToInt(column -> column.title().length())
                .max()
                .orElse(0);
        return columns.stream()
                .map(column -> pad(column.title(), widest)
                        + GAP
                        + Printable.line(column.value().apply(row)))
                .toList();
    }

    private int[] widths(List<String[]> cells, int width) {
        int[] widths = new int[columns.size()];
        for (String[] line : cells) {
            for (int i = 0; i < line.length; i++) {
                widths[i] = Math.max(widths[i], length(line[i]));
            }
        }
        int excess = Arrays.stream(widths).sum() + GAP.length() * (widths.length - 1) - width;
        for (; excess > 0; excess--) {
            int widest = widest(widths);
            if (widths[widest] <= NARROWEST) {
                break;
            }
            widths[widest]--;
        }
        return widths;
    }

    private static int widest(int[] widths) {
        int widest = 0;
        for (int i = 1; i < widths.length; i++) {
            widest = widths[i] > widths[widest] ? i : widest;
        }
        return widest;
    }

    private static String join(String[] line, int[] widths) {
        StringBuilder joined = new StringBuilder();
        for (int i = 0; i < line.length; i++) {
            joined.append(i == 0 ? "" : GAP).append(pad(cut(line[i], widths[i]), widths[i]));
        }
        return joined.toString().stripTrailing();
    }

    private static String cut(String text, int width) {
        return length(text) <= width ? text : text.substring(0, text.offsetByCodePoints(0, width - 1)) + "…";
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - length(text)));
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
