// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.http;

import java.io.IOException;
import org.apache.felix.http.jetty.internal.JettyActivator;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;

/** Starts Felix HTTP with {@link SafeDefaults defaults of ours}, which what somebody configured stands before. */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class HttpActivator implements BundleActivator {
    private static final String PID = "org.apache.felix.http";

    private final JettyActivator felix = new JettyActivator();

    @Override
    public void start(BundleContext context) throws Exception {
        felix.start(SafeDefaults.in(context, isConfigured(context)));
    }

    @Override
    public void stop(BundleContext context) throws Exception {
        felix.stop(context);
    }

    /** Configuration Admin is asked by its name, because a framework need not have it. */
    private static boolean isConfigured(BundleContext context) throws IOException, InvalidSyntaxException {
        ServiceReference<?> reference = context.getServiceReference("org.osgi.service.cm.ConfigurationAdmin");
        if (reference == null) {
            return false;
        }
        try {
            return context.getService(reference) instanceof ConfigurationAdmin admin
                    && admin.listConfigurations("(service.pid=" + PID + ")") != null;
        } finally {
            context.ungetService(reference);
        }
    }
}
