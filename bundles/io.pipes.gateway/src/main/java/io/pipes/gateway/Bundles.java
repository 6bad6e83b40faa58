// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway;

import java.util.Arrays;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** Which bundles of this framework do not do what they are there for. */
final class Bundles {
    private Bundles() {}

    /** Symbolic names. Fragments and bundles that wait for their first use are as they should be. */
    static List<String> stopped(BundleContext context) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> !isAttached(bundle) && !isAtWork(bundle))
                .map(bundle -> String.valueOf(bundle.getSymbolicName()))
                .sorted()
                .toList();
    }

    private static boolean isAttached(Bundle bundle) {
        return bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null && bundle.getState() == Bundle.RESOLVED;
    }

    private static boolean isAtWork(Bundle bundle) {
        String policy = bundle.getHeaders().get(Constants.BUNDLE_ACTIVATIONPOLICY);
        boolean lazy = policy != null && policy.startsWith(Constants.ACTIVATION_LAZY);
        return bundle.getState() == Bundle.ACTIVE || lazy && bundle.getState() == Bundle.STARTING;
    }
}
