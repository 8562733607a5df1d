using Netes.Api.ResourceV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Resource;

/// <summary>What a claim asks for: https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/</summary>
internal static class DeviceClaimRules
{
    internal const int MostRequests = 32;
    internal const int MostConfigurations = 32;
    private const int MostConstraints = 32;
    private const int MostAlternatives = 8;

    public static void Validate(ErrorList errors, ResourceClaimSpec spec, FieldPath path)
    {
        var claim = spec.Devices;
        var devices = path.Child("devices");
        var names = new RequestNames(claim);
        Lists.Set(errors, claim.Requests, MostRequests, devices.Child("requests"), r => r.Name, (request, at) => Request(errors, request, at));
        Lists.Each(errors, claim.Constraints, MostConstraints, devices.Child("constraints"),
            (constraint, at) => Constraint(errors, constraint, names, at));
        Lists.Each(errors, claim.Config, MostConfigurations, devices.Child("config"), (config, at) =>
        {
            References(errors, config.Requests, names, at.Child("requests"));
            DeviceConfigurationRules.Configuration(errors, config, stored: false, at);
        });
    }

    private static void Request(ErrorList errors, DeviceRequest request, FieldPath path)
    {
        DeviceNames.Label(errors, request.Name, path.Child("name"));
        const string One = "exactly one of `exactly` or `firstAvailable` is required";
        switch (request.Exactly, request.FirstAvailable)
        {
            case (null, null or { Count: 0 }):
                errors.Add(FieldError.Required(path, One));
                break;
            case (not null, { Count: > 0 }):
                errors.Add(FieldError.Invalid(path, null, One + ", but multiple fields are set"));
                break;
            case ({ } exactly, _):
                Exactly(errors, exactly, path.Child("exactly"));
                break;
            case (null, { } alternatives):
                Lists.Set(errors, alternatives, MostAlternatives, path.Child("firstAvailable"), r => r.Name,
                    (alternative, at) => Alternative(errors, alternative, at));
                break;
        }
    }

    private static void Exactly(ErrorList errors, ExactDeviceRequest request, FieldPath path)
    {
        DeviceNames.Class(errors, request.DeviceClassName, path.Child("deviceClassName"));
        DeviceConfigurationRules.Selectors(errors, request.Selectors, stored: false, path.Child("selectors"));
        Count(errors, request.AllocationMode, request.Count, path);
        DeviceTaintRules.Tolerations(errors, request.Tolerations, path.Child("tolerations"));
    }

    private static void Alternative(ErrorList errors, DeviceSubRequest request, FieldPath path)
    {
        DeviceNames.Label(errors, request.Name, path.Child("name"));
        DeviceNames.Class(errors, request.DeviceClassName, path.Child("deviceClassName"));
        DeviceConfigurationRules.Selectors(errors, request.Selectors, stored: false, path.Child("selectors"));
        Count(errors, request.AllocationMode, request.Count, path);
        DeviceTaintRules.Tolerations(errors, request.Tolerations, path.Child("tolerations"));
    }

    private static void Count(ErrorList errors, string mode, long count, FieldPath path)
    {
        switch (mode)
        {
            case "All":
                if (count != 0)
                    errors.Add(FieldError.Invalid(path.Child("count"), count, "must not be specified when allocationMode is 'All'"));
                break;
            case "ExactCount":
                if (count <= 0) errors.Add(FieldError.Invalid(path.Child("count"), count, "must be greater than zero"));
                break;
            default:
                errors.Add(FieldError.NotSupported(path.Child("allocationMode"), mode, "All", "ExactCount"));
                break;
        }
    }

    private static void Constraint(ErrorList errors, DeviceConstraint constraint, RequestNames names, FieldPath path)
    {
        References(errors, constraint.Requests, names, path.Child("requests"));
        if (constraint.MatchAttribute is { } match) DeviceNames.FullyQualified(errors, match, path.Child("matchAttribute"));
        else if (constraint.DistinctAttribute is { } distinct) DeviceNames.FullyQualified(errors, distinct, path.Child("distinctAttribute"));
        else
        {
            errors.Add(FieldError.Required(path,
                "exactly one of \"matchAttribute\" or \"distinctAttribute\" is required, but multiple fields are set"));
        }
    }

    /// <summary>Which requests a constraint or configuration is for.</summary>
    public static void References(ErrorList errors, List<string>? requests, RequestNames names, FieldPath path) =>
        Lists.Set(errors, requests, MostRequests, path, name => name, (name, at) => Reference(errors, name, names, at));

    public static void Reference(ErrorList errors, string name, RequestNames names, FieldPath path)
    {
        const string Known = "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";
        var parts = name.Split('/');
        if (parts.Length > 2)
        {
            errors.Add(FieldError.Invalid(path, name, Known));
            return;
        }
        foreach (var part in parts) DeviceNames.Label(errors, part, path);
        if (!names.Contains(parts)) errors.Add(FieldError.Invalid(path, name, Known));
    }
}

/// <summary>The names of a claim's requests, and below them of their alternatives.</summary>
internal sealed class RequestNames(DeviceClaim claim)
{
    private readonly ILookup<string, DeviceRequest> requests = (claim.Requests ?? []).ToLookup(r => r.Name);

    public bool Contains(string[] parts) => parts switch
    {
        [var name] => requests.Contains(name),
        [var name, var alternative] => requests[name].Any(r => r.FirstAvailable?.Exists(s => s.Name == alternative) is true),
        _ => false,
    };
}
