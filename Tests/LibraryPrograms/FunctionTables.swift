// Written by scripts/generate-functions from the schema values.

import TCPRoutes

extension TCPRoute.Mixin {
    static let metadataFunctions: [String: @Sendable (Self, Argument) throws -> Self] = [
        "withAnnotations": { $0.metadata.withAnnotations(try $1.map()) },
        "withAnnotationsMixin": { $0.metadata.withAnnotationsMixin(try $1.map()) },
        "withClusterName": { $0.metadata.withClusterName(try $1.text()) },
        "withCreationTimestamp": { $0.metadata.withCreationTimestamp(try $1.text()) },
        "withDeletionGracePeriodSeconds": { $0.metadata.withDeletionGracePeriodSeconds(try $1.integer()) },
        "withDeletionTimestamp": { $0.metadata.withDeletionTimestamp(try $1.text()) },
        "withFinalizers": { $0.metadata.withFinalizers(try $1.texts()) },
        "withFinalizersMixin": { $0.metadata.withFinalizersMixin(try $1.texts()) },
        "withGenerateName": { $0.metadata.withGenerateName(try $1.text()) },
        "withGeneration": { $0.metadata.withGeneration(try $1.integer()) },
        "withLabels": { $0.metadata.withLabels(try $1.map()) },
        "withLabelsMixin": { $0.metadata.withLabelsMixin(try $1.map()) },
        "withName": { $0.metadata.withName(try $1.text()) },
        "withNamespace": { $0.metadata.withNamespace(try $1.text()) },
        "withOwnerReferences": { $0.metadata.withOwnerReferences(try $1.elements(OwnerReference.self)) },
        "withOwnerReferencesMixin": { $0.metadata.withOwnerReferencesMixin(try $1.elements(OwnerReference.self)) },
        "withResourceVersion": { $0.metadata.withResourceVersion(try $1.text()) },
        "withSelfLink": { $0.metadata.withSelfLink(try $1.text()) },
        "withUid": { $0.metadata.withUid(try $1.text()) },
    ]
}

extension OwnerReference {
    static let functions: [String: @Sendable (Self, Argument) throws -> Self] = [
        "withApiVersion": { $0.withApiVersion(try $1.text()) },
        "withBlockOwnerDeletion": { $0.withBlockOwnerDeletion(try $1.boolean()) },
        "withController": { $0.withController(try $1.boolean()) },
        "withKind": { $0.withKind(try $1.text()) },
        "withName": { $0.withName(try $1.text()) },
        "withUid": { $0.withUid(try $1.text()) },
    ]
}

extension TCPRoute.Mixin {
    static let specFunctions: [String: @Sendable (Self, Argument) throws -> Self] = [
        "withParentRefs": { $0.spec.withParentRefs(try $1.elements(ParentReference.self)) },
        "withParentRefsMixin": { $0.spec.withParentRefsMixin(try $1.elements(ParentReference.self)) },
        "withRules": { $0.spec.withRules(try $1.elements(TCPRoute.Rule.self)) },
        "withRulesMixin": { $0.spec.withRulesMixin(try $1.elements(TCPRoute.Rule.self)) },
    ]
}

extension ParentReference {
    static let functions: [String: @Sendable (Self, Argument) throws -> Self] = [
        "withGroup": { $0.withGroup(try $1.text()) },
        "withKind": { $0.withKind(try $1.text()) },
        "withName": { $0.withName(try $1.text()) },
        "withNamespace": { $0.withNamespace(try $1.text()) },
        "withPort": { $0.withPort(try $1.integer()) },
        "withSectionName": { $0.withSectionName(try $1.text()) },
    ]
}

extension TCPRoute.Rule {
    static let functions: [String: @Sendable (Self, Argument) throws -> Self] = [
        "withBackendRefs": { $0.withBackendRefs(try $1.elements(BackendReference.self)) },
        "withBackendRefsMixin": { $0.withBackendRefsMixin(try $1.elements(BackendReference.self)) },
        "withName": { $0.withName(try $1.text()) },
    ]
}

extension BackendReference {
    static let functions: [String: @Sendable (Self, Argument) throws -> Self] = [
        "withGroup": { $0.withGroup(try $1.text()) },
        "withKind": { $0.withKind(try $1.text()) },
        "withName": { $0.withName(try $1.text()) },
        "withNamespace": { $0.withNamespace(try $1.text()) },
        "withPort": { $0.withPort(try $1.integer()) },
        "withWeight": { $0.withWeight(try $1.integer()) },
    ]
}
