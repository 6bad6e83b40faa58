// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway;

import org.osgi.annotation.bundle.Header;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/**
 * Has Felix HTTP wait for its configuration. Without a word it opens port 8080 on every interface first and moves to where it was
 * configured to listen afterwards: too late for an API that is for this machine only. So this bundle starts before that one.
 */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class GatewayActivator implements BundleActivator {
    private static final String WAIT = "org.apache.felix.http.require.config";

    private boolean ours;

    @Override
    public void start(BundleContext context) {
        ours = context.getProperty(WAIT) == null;
        if (ours) {
            System.setProperty(WAIT, "true");
        }
    }

    @Override
    public void stop(BundleContext context) {
        if (ours) {
            System.clearProperty(WAIT);
        }
    }
}
