// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import SystemPackage

/// Which extended attributes are part of a layer.
enum LayerAttributes {
    /// Prefixes of attributes in which a file system keeps state of its own: the overlay's, and XFS's second
    /// view of what are POSIX ACLs already.
    private static let privatePrefixes = ["trusted.overlay.", "trusted.SGI_ACL_"]

    /// Whether an attribute of this name belongs to the tree and not to the file system that holds it.
    static func contain(_ name: String) -> Bool {
        !privatePrefixes.contains { name.hasPrefix($0) }
    }
}

extension OwnedDescriptor {
    /// The extended attributes of an entry that belong to the layer, sorted by name.
    func layerAttributes(of name: FilePath) throws(StorageError) -> [ExtendedAttribute] {
        try extendedAttributes(of: name).filter { LayerAttributes.contain($0.name) }
    }
}
