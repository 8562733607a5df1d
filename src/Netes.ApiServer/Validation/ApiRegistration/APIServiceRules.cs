using Netes.Api.ApiRegistrationV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.ApiRegistration;

/// <summary>https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/api-service-v1/</summary>
internal static class APIServiceRules
{
    private const int HighestGroupPriority = 20000;
    private const int HighestVersionPriority = 1000;

    public static void Validate(ErrorList errors, string name, APIServiceSpec spec)
    {
        var path = FieldPath.Of("spec");
        var required = spec.Version + "." + spec.Group;
        if (name.Length > 0 && NameRules.PathSegment(name).Count == 0 && name != required)
            errors.Add(FieldError.Invalid(FieldPath.Of("metadata", "name"), name, $"must be `spec.version+\".\"+spec.group`: {GoValue.Quote(required)}"));
        if (spec.Group.Length == 0 && spec.Version != "v1")
            errors.Add(FieldError.Required(path.Child("group"), "only v1 may have an empty group and it better be legacy kube"));
        if (spec.Group.Length > 0) errors.AddInvalid(path.Child("group"), spec.Group, NameRules.DnsSubdomain(spec.Group));
        errors.AddInvalid(path.Child("version"), spec.Version, NameRules.Dns1035Label(spec.Version));
        if (spec.GroupPriorityMinimum is <= 0 or > HighestGroupPriority)
            errors.Add(FieldError.Invalid(path.Child("groupPriorityMinimum"), spec.GroupPriorityMinimum, "must be positive and less than 20000"));
        if (spec.VersionPriority is <= 0 or > HighestVersionPriority)
            errors.Add(FieldError.Invalid(path.Child("versionPriority"), spec.VersionPriority, "must be positive and less than 1000"));
        var skip = path.Child("insecureSkipTLSVerify");
        if (spec.Service is not { } service)
        {
            if (spec.CaBundle is { Length: > 0 } bundle)
                errors.Add(FieldError.Invalid(path.Child("caBundle"), $"{bundle.Length} bytes", "local APIServices may not have a caBundle"));
            if (spec.InsecureSkipTLSVerify) errors.Add(FieldError.Invalid(skip, true, "local APIServices may not have insecureSkipTLSVerify"));
            return;
        }
        Service(errors, service, path.Child("service"));
        if (spec.InsecureSkipTLSVerify && spec.CaBundle is { Length: > 0 })
            errors.Add(FieldError.Invalid(skip, true, "may not be true if caBundle is present"));
    }

    private static void Service(ErrorList errors, ServiceReference service, FieldPath path)
    {
        if (service.Namespace.Length == 0) errors.Add(FieldError.Required(path.Child("namespace")));
        if (service.Name.Length == 0) errors.Add(FieldError.Required(path.Child("name")));
        var wrong = ValueRules.PortNumber(service.Port ?? 0);
        if (wrong.Count > 0) errors.Add(FieldError.Invalid(path.Child("port"), service.Port, "port is not valid: " + string.Join(",", wrong)));
    }

    public static void Status(ErrorList errors, APIServiceStatus status)
    {
        var path = FieldPath.Of("status", "conditions");
        for (var i = 0; i < (status.Conditions?.Count ?? 0); i++)
        {
            if (status.Conditions![i].Status is not ("True" or "False" or "Unknown"))
                errors.Add(FieldError.NotSupported(path.Index(i).Child("status"), status.Conditions[i].Status, "True", "False", "Unknown"));
        }
    }
}
