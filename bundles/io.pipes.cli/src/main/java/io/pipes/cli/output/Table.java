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
    private static final String NARROW_GAP = " ";
    private static final int NARROWEST = 6;

    private final List<Column> columns;

    private Table(List<Column> columns) {
        this.columns = columns;
    }

    public static Table of(Column... columns) {
        return new Table(List.of(columns));
    }

    /** @param width the longest line allowed; else gaps become narrow, then the widest columns are cut until everything fits */
    List<String> lines(List<JsonObject> rows, int width) {
        List<String[]> cells = new ArrayList<>();
        cells.add(columns.stream().map(Column::title).toArray(String[]::new));
        rows.forEach(row -> cells.add(columns.stream()
                .map(column -> Printable.line(column.value().apply(row)))
                .toArray(String[]::new)));
        int[] widths = widths(cells);
        String gap = excess(widths, GAP, width) > 0 ? NARROW_GAP : GAP;
        int left = shrink(widths, excess(widths, gap, width), false);
        shrink(widths, left, true);
        return cells.stream().map(line -> join(line, widths, gap)).toList();
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

    private int[] widths(List<String[]> cells) {
        int[] widths = new int[columns.size()];
        for (String[] line : cells) {
            for (int i = 0; i < line.length; i++) {
                widths[i] = Math.max(widths[i], length(line[i]));
            }
        }
        return widths;
    }

    private static int excess(int[] widths, String gap, int width) {
        return Arrays.stream(widths).sum() + gap.length() * (widths.length - 1) - width;
    }

    /** Takes from the widest columns, from whole ones only if told; returns what could not be taken. */
    private int shrink(int[] widths, int excess, boolean wholeToo) {
        int left = excess;
        for (; left > 0; left--) {
            int widest = widest(widths, wholeToo);
            if (widest < 0) {
                break;
            }
            widths[widest]--;
        }
        return left;
    }

    /** The widest column that can be cut, or -1. */
    private int widest(int[] widths, boolean wholeToo) {
        int widest = -1;
        for (int i = 0; i < widths.length; i++) {
            boolean possible =
                    widths[i] > NARROWEST && (wholeToo || !columns.get(i).whole());
            widest = possible && (widest < 0 || widths[i] > widths[widest]) ? i : widest;
        }
        return widest;
    }

    private static String join(String[] line, int[] widths, String gap) {
        StringBuilder joined = new StringBuilder();
        for (int i = 0; i < line.length; i++) {
            joined.append(i == 0 ? "" : gap).append(pad(cut(line[i], widths[i]), widths[i]));
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
