using Netes.Api.AdmissionRegistrationV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.AdmissionRegistration;

/// <summary>A policy's parameters: their kind in the policy, which objects in a binding.</summary>
internal static class PolicyParamRules
{
    public static void Kind(ErrorList errors, ParamKind kind, FieldPath path)
    {
        Version(errors, kind.ApiVersion, path.Child("apiVersion"));
        if (kind.Kind.Length == 0) errors.Add(FieldError.Required(path.Child("kind")));
        else if (NameRules.Dns1035Label(kind.Kind.ToLowerInvariant()) is { Count: > 0 } wrong)
        {
            errors.Add(FieldError.Invalid(path.Child("kind"), kind.Kind,
                "may have mixed case, but should otherwise match: " + string.Join(',', wrong)));
        }
    }

    private static void Version(ErrorList errors, string apiVersion, FieldPath path)
    {
        if (apiVersion.Length == 0)
        {
            errors.Add(FieldError.Required(path));
            return;
        }
        var parts = apiVersion.Split('/');
        if (parts.Length > 2)
        {
            errors.Add(FieldError.Invalid(path, apiVersion, "unexpected GroupVersion string: " + apiVersion));
            return;
        }
        var group = parts.Length == 2 ? parts[0] : "";
        if (group.Length > 0 && NameRules.DnsSubdomain(group) is { Count: > 0 } wrong)
            errors.Add(FieldError.Invalid(path, group, string.Join(',', wrong)));
        if (parts[^1].Length == 0) errors.Add(FieldError.Invalid(path, apiVersion, "version must be specified"));
        else if (NameRules.Dns1035Label(parts[^1]) is { Count: > 0 } bad) errors.Add(FieldError.Invalid(path, parts[^1], string.Join(',', bad)));
    }

    public static void Reference(ErrorList errors, ParamRef? reference, FieldPath path)
    {
        const string Either = "name and selector are mutually exclusive";
        if (reference is null) return;
        if (reference.Name.Length > 0)
        {
            errors.AddInvalid(path.Child("name"), reference.Name, NameRules.PathSegment(reference.Name));
            if (reference.Selector is not null) errors.Add(FieldError.Forbidden(path.Child("name"), Either));
        }
        if (reference.Selector is not null)
        {
            LabelRules.Selector(errors, reference.Selector, path.Child("selector"));
            if (reference.Name.Length > 0) errors.Add(FieldError.Forbidden(path.Child("selector"), Either));
        }
        if (reference.Name.Length == 0 && reference.Selector is null)
            errors.Add(FieldError.Required(path, "one of name or selector must be specified"));
        var action = path.Child("parameterNotFoundAction");
        if (string.IsNullOrEmpty(reference.ParameterNotFoundAction)) errors.Add(FieldError.Required(action));
        else SetRules.OneOf(errors, reference.ParameterNotFoundAction, action, "Deny", "Allow");
    }

    public static void PolicyName(ErrorList errors, string name, FieldPath path)
    {
        if (name.Length == 0) errors.Add(FieldError.Required(path));
        else errors.AddInvalid(path, name, NameRules.DnsSubdomain(name));
    }
}
