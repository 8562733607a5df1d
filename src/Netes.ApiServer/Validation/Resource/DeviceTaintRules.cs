using Netes.Api.ResourceV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Resource;

/// <summary>Taints of devices and the requests that tolerate them (KEP-5055).</summary>
internal static class DeviceTaintRules
{
    private static readonly string[] Effects = ["NoExecute", "NoSchedule", "None"];

    public static void Taint(ErrorList errors, DeviceTaint taint, FieldPath path)
    {
        errors.AddInvalid(path.Child("key"), taint.Key, NameRules.QualifiedName(taint.Key));
        if (taint.Value.Length > 0) errors.AddInvalid(path.Child("value"), taint.Value, NameRules.LabelValue(taint.Value));
        if (taint.Effect.Length == 0) errors.Add(FieldError.Required(path.Child("effect")));
        else SetRules.OneOf(errors, taint.Effect, path.Child("effect"), Effects);
    }

    public static void Tolerations(ErrorList errors, List<DeviceToleration>? tolerations, FieldPath path)
    {
        for (var i = 0; i < (tolerations?.Count ?? 0); i++) Toleration(errors, tolerations![i], path.Index(i));
    }

    private static void Toleration(ErrorList errors, DeviceToleration toleration, FieldPath path)
    {
        if (toleration.Key.Length > 0) errors.AddInvalid(path.Child("key"), toleration.Key, NameRules.QualifiedName(toleration.Key));
        switch (toleration.Operator)
        {
            case "Exists":
                if (toleration.Value.Length > 0)
                    errors.Add(FieldError.Invalid(path.Child("value"), toleration.Value, "must be empty for operator `Exists`"));
                break;
            case "Equal":
                errors.AddInvalid(path.Child("value"), toleration.Value, NameRules.LabelValue(toleration.Value));
                break;
            case "":
                errors.Add(FieldError.Required(path.Child("operator")));
                break;
            default:
                errors.Add(FieldError.NotSupported(path.Child("operator"), toleration.Operator, "Equal", "Exists"));
                break;
        }
        if (toleration.Effect.Length > 0) SetRules.OneOf(errors, toleration.Effect, path.Child("effect"), Effects);
    }
}
