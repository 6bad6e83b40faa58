// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.base.id.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Who was linked to whom at some moments of a run, as a drawing: one picture for each moment, in order of time. Nodes stand in a circle
 * in the order of their numbers, those that do not run are hollow. Bounded: the first pictures and the last ones are kept.
 */
final class TopologyFilm {
    private static final int MAX_PICTURES = 24;
    private static final int KEPT_FROM_THE_BEGINNING = 4;
    private static final int MAX_LINES = 3_000;
    private static final int COLUMNS = 4;
    private static final int SIZE = 260;
    private static final int CAPTION = 30;
    private static final double RADIUS = 110;

    private final List<Picture> pictures = new ArrayList<>();

    private record Line(int from, int to) {}

    private record Picture(String caption, int nodes, List<Integer> down, List<Line> lines, int allLines) {}

    /** Takes a picture of this moment. */
    void take(String caption, List<SimulatedNode> nodes) {
        Map<NodeId, Integer> places = new HashMap<>();
        List<Integer> down = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).isRunning() && nodes.get(i).isMember()) {
                places.put(nodes.get(i).id(), i);
            } else {
                down.add(i);
            }
        }
        List<Line> lines = new ArrayList<>();
        int all = 0;
        for (int from : places.values()) {
            for (NodeId peer : nodes.get(from).peers()) {
                Integer to = places.get(peer);
                if (to != null && from < to && all++ < MAX_LINES) {
                    lines.add(new Line(from, to));
                }
            }
        }
        if (pictures.size() == MAX_PICTURES) {
            pictures.remove(KEPT_FROM_THE_BEGINNING);
        }
        pictures.add(new Picture(caption, nodes.size(), down, lines, all));
    }

    /** The drawing as an SVG document. */
    String svg() {
        int rows = (pictures.size() + COLUMNS - 1) / COLUMNS;
        StringBuilder svg = new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"")
                .append(COLUMNS * SIZE)
                .append("\" height=\"")
                .append(Math.max(1, rows) * (SIZE + CAPTION))
                .append("\" font-family=\"sans-serif\" font-size=\"11\">\n");
        for (int i = 0; i < pictures.size(); i++) {
            svg.append("<g transform=\"translate(%d %d)\">\n"
                    .formatted(i % COLUMNS * SIZE, i / COLUMNS * (SIZE + CAPTION)));
            draw(pictures.get(i), svg);
            svg.append("</g>\n");
        }
        return svg.append("</svg>\n").toString();
    }

    private static void draw(Picture picture, StringBuilder svg) {
        svg.append("<text x=\"8\" y=\"14\">").append(escaped(picture.caption)).append("</text>\n");
        svg.append("<text x=\"8\" y=\"27\" fill=\"#666\">%d nodes, %d down, %d links</text>%n"
                .formatted(picture.nodes, picture.down.size(), picture.allLines));
        svg.append("<path stroke=\"#3465a4\" stroke-width=\"0.4\" fill=\"none\" d=\"");
        for (Line line : picture.lines) {
            svg.append("M").append(point(line.from, picture.nodes)).append("L").append(point(line.to, picture.nodes));
        }
        svg.append("\"/>\n");
        for (int i = 0; i < picture.nodes; i++) {
            String fill = picture.down.contains(i) ? "fill=\"white\" stroke=\"#cc0000\"" : "fill=\"black\"";
            String[] at = point(i, picture.nodes).split(" ");
            svg.append("<circle cx=\"%s\" cy=\"%s\" r=\"2\" %s/>\n".formatted(at[0], at[1], fill));
        }
    }

    private static String point(int place, int nodes) {
        double angle = 2 * Math.PI * place / nodes;
        return String.format(
                Locale.ROOT,
                "%.1f %.1f",
                SIZE / 2.0 + RADIUS * Math.sin(angle),
                CAPTION + SIZE / 2.0 - RADIUS * Math.cos(angle));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
