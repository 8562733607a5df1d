using Netes.Api.NetworkingV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Networking;

/// <summary>https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-class</summary>
internal static class IngressClassRules
{
    private const int ControllerMaxBytes = 250;

    public static void Validate(ErrorList errors, IngressClassSpec spec)
    {
        var path = FieldPath.Of("spec");
        var controller = path.Child("controller");
        if (spec.Controller.Length == 0) errors.Add(FieldError.Required(controller));
        else
        {
            if (System.Text.Encoding.UTF8.GetByteCount(spec.Controller) > ControllerMaxBytes) errors.Add(FieldError.TooLong(controller, ControllerMaxBytes));
            DomainPath(errors, spec.Controller, controller);
        }
        if (spec.Parameters is { } parameters) Parameters(errors, parameters, path.Child("parameters"));
    }

    public static void ControllerStays(ErrorList errors, IngressClassSpec spec, IngressClassSpec old)
    {
        if (spec.Controller != old.Controller) errors.Add(FieldError.Invalid(FieldPath.Of("spec", "controller"), spec.Controller, Messages.Immutable));
    }

    /// <summary>A DNS name, a slash, and a path: acme.io/foo.</summary>
    private static void DomainPath(ErrorList errors, string value, FieldPath path)
    {
        var slash = value.IndexOf('/');
        if (slash <= 0 || slash == value.Length - 1)
        {
            errors.Add(FieldError.Invalid(path, value, "must be a domain-prefixed path (such as \"acme.io/foo\")"));
            return;
        }
        errors.AddInvalid(path, value[..slash], NameRules.DnsSubdomain(value[..slash]));
        const string PathCharacters = @"[A-Za-z0-9/\-._~%!$&'()*+,;=:]+";
        if (!value[(slash + 1)..].All(c => char.IsAsciiLetterOrDigit(c) || "/-._~%!$&'()*+,;=:".Contains(c)))
            errors.Add(FieldError.Invalid(path, value[(slash + 1)..], $"Invalid path (regex used for validation is '{PathCharacters}')"));
    }

    private static void Parameters(ErrorList errors, IngressClassParametersReference parameters, FieldPath path)
    {
        if (parameters.ApiGroup is { } group) errors.AddInvalid(path.Child("apiGroup"), group, NameRules.DnsSubdomain(group));
        ReferenceRules.Segment(errors, parameters.Kind, path.Child("kind"));
        ReferenceRules.Segment(errors, parameters.Name, path.Child("name"));
        var at = path.Child("namespace");
        switch (parameters.Scope)
        {
            case null:
                errors.Add(FieldError.Required(path.Child("scope")));
                break;
            case "Namespace":
                if (parameters.Namespace is { } ns) errors.AddInvalid(at, ns, NameRules.DnsLabel(ns));
                else errors.Add(FieldError.Required(at, "`parameters.scope` is set to 'Namespace'"));
                break;
            case "Cluster":
                if (parameters.Namespace is not null) errors.Add(FieldError.Forbidden(at, "`parameters.scope` is set to 'Cluster'"));
                break;
            default:
                errors.Add(FieldError.NotSupported(path.Child("scope"), parameters.Scope, "Cluster", "Namespace"));
                break;
        }
    }
}
