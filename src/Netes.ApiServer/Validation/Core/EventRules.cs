using Netes.Api.CoreV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Core;

/// <summary>The rules of an Event as clients of v1 write it, with the newer fields if it has an eventTime.</summary>
internal static class EventRules
{
    public static void Legacy(ErrorList errors, Event e)
    {
        // The object may have no namespace: then the event stands in the default one, or in the system's if it is of the new kind.
        if (e.EventTime is null)
        {
            if (e.InvolvedObject.Namespace.Length > 0 ? e.Metadata.Namespace != e.InvolvedObject.Namespace : e.Metadata.Namespace is not ("" or "default"))
                NamespaceError(errors, e);
            return;
        }
        if (e.InvolvedObject.Namespace.Length == 0 && e.Metadata.Namespace is not ("default" or "kube-system")) NamespaceError(errors, e);
        if (e.ReportingComponent.Length == 0) errors.Add(FieldError.Required(FieldPath.Of("reportingComponent")));
        errors.AddInvalid(FieldPath.Of("reportingComponent"), e.ReportingComponent, NameRules.QualifiedName(e.ReportingComponent));
        if (e.ReportingInstance.Length == 0) errors.Add(FieldError.Required(FieldPath.Of("reportingInstance")));
        if (e.ReportingInstance.Length > 128)
            errors.Add(FieldError.Invalid(FieldPath.Of("reportingInstance"), "", "can have at most 128 characters"));
        if (e.Action.Length == 0) errors.Add(FieldError.Required(FieldPath.Of("action")));
        if (e.Reason.Length == 0) errors.Add(FieldError.Required(FieldPath.Of("reason")));
        if (e.Message.Length > 1024) errors.Add(FieldError.Invalid(FieldPath.Of("message"), "", "can have at most 1024 characters"));
    }

    private static void NamespaceError(ErrorList errors, Event e) => errors.Add(FieldError.Invalid(
        FieldPath.Of("involvedObject", "namespace"), e.InvolvedObject.Namespace, "does not match event.namespace"));
}
