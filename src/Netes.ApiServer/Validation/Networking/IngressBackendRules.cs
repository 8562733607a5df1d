using Netes.Api.CoreV1;
using Netes.Api.NetworkingV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Networking;

/// <summary>The rules of an Ingress' paths and where they lead.</summary>
internal static class IngressBackendRules
{
    private static readonly string[] ForbiddenParts = ["//", "/./", "/../", "%2f", "%2F"];
    private static readonly string[] ForbiddenEnds = ["/..", "/."];

    public static void Path(ErrorList errors, HTTPIngressPath route, FieldPath path)
    {
        var at = path.Child("path");
        switch (route.PathType)
        {
            case null:
                errors.Add(FieldError.Required(path.Child("pathType"), "pathType must be specified"));
                return;
            case "Exact" or "Prefix":
                if (!IsAbsolute(route.Path)) errors.Add(FieldError.Invalid(at, route.Path, "must be an absolute path"));
                foreach (var part in ForbiddenParts)
                {
                    if (route.Path.Contains(part, StringComparison.Ordinal)) errors.Add(FieldError.Invalid(at, route.Path, $"must not contain '{part}'"));
                }
                foreach (var end in ForbiddenEnds)
                {
                    if (route.Path.EndsWith(end, StringComparison.Ordinal)) errors.Add(FieldError.Invalid(at, route.Path, $"cannot end with '{end}'"));
                }
                break;
            case "ImplementationSpecific":
                if (route.Path.Length > 0 && !IsAbsolute(route.Path)) errors.Add(FieldError.Invalid(at, route.Path, "must be an absolute path"));
                break;
            default:
                errors.Add(FieldError.NotSupported(path.Child("pathType"), route.PathType, "Exact", "ImplementationSpecific", "Prefix"));
                break;
        }
        Validate(errors, route.Backend, path.Child("backend"));
    }

    private static bool IsAbsolute(string path) => path.StartsWith('/');

    public static void Validate(ErrorList errors, IngressBackend backend, FieldPath path)
    {
        switch (backend)
        {
            case { Resource: not null, Service: not null }:
                errors.Add(FieldError.Invalid(path, "", "cannot set both resource and service backends"));
                break;
            case { Resource: { } resource }:
                Reference(errors, resource, path.Child("resource"));
                break;
            case { Service: { } service }:
                Service(errors, service, path);
                break;
            default:
                errors.Add(FieldError.Invalid(path, "", "resource or service backend is required"));
                break;
        }
    }

    private static void Service(ErrorList errors, IngressServiceBackend service, FieldPath path)
    {
        var name = path.Child("service", "name");
        if (service.Name.Length == 0) errors.Add(FieldError.Required(name));
        else errors.AddInvalid(name, service.Name, NameRules.DnsLabel(service.Name));
        var port = path.Child("service", "port");
        switch (service.Port)
        {
            case { Name.Length: > 0, Number: not 0 }:
                errors.Add(FieldError.Invalid(path, "", "cannot set both port name & port number"));
                break;
            case { Name.Length: > 0 } named:
                errors.AddInvalid(port.Child("name"), named.Name, ValueRules.PortName(named.Name));
                break;
            case { Number: not 0 } numbered:
                errors.AddInvalid(port.Child("number"), numbered.Number, ValueRules.PortNumber(numbered.Number));
                break;
            default:
                errors.Add(FieldError.Required(path, "port name or number is required"));
                break;
        }
    }

    private static void Reference(ErrorList errors, TypedLocalObjectReference reference, FieldPath path)
    {
        if (reference.ApiGroup is { } group) errors.AddInvalid(path.Child("apiGroup"), group, NameRules.DnsSubdomain(group));
        ReferenceRules.Segment(errors, reference.Kind, path.Child("kind"));
        ReferenceRules.Segment(errors, reference.Name, path.Child("name"));
    }
}
