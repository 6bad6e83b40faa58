// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.process;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Figures of the same thing, one of each round. */
public final class Series {
    private final List<Double> figures = new ArrayList<>();

    public void add(double figure) {
        figures.add(figure);
    }

    public boolean isEmpty() {
        return figures.isEmpty();
    }

    public double median() {
        List<Double> sorted = sorted();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    public double least() {
        return sorted().get(0);
    }

    public double most() {
        return sorted().get(figures.size() - 1);
    }

    private List<Double> sorted() {
        List<Double> sorted = new ArrayList<>(figures);
        Collections.sort(sorted);
        return sorted;
    }
}
