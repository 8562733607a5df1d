using Netes.Api.CoreV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Pods;

/// <summary>https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/</summary>
internal static class TolerationRules
{
    internal static readonly string[] Effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

    public static void Validate(ErrorList errors, List<Toleration>? tolerations, FieldPath path)
    {
        for (var i = 0; i < (tolerations?.Count ?? 0); i++)
            One(errors, tolerations![i], path.Index(i));
    }

    private static void One(ErrorList errors, Toleration toleration, FieldPath path)
    {
        if (toleration.Key.Length > 0) errors.AddInvalid(path.Child("key"), toleration.Key, NameRules.QualifiedName(toleration.Key));
        if (toleration.Key.Length == 0 && toleration.Operator != "Exists")
        {
            errors.Add(FieldError.Invalid(path.Child("operator"), toleration.Operator,
                "operator must be Exists when `key` is empty, which means \"match all values and all keys\""));
        }
        if (toleration.TolerationSeconds is not null && toleration.Effect != "NoExecute")
        {
            errors.Add(FieldError.Invalid(path.Child("effect"), toleration.Effect,
                "effect must be 'NoExecute' when `tolerationSeconds` is set"));
        }
        switch (toleration.Operator)
        {
            case "Equal" or "":
                errors.AddInvalid(path.Child("operator"), toleration.Value, NameRules.LabelValue(toleration.Value));
                break;
            case "Exists":
                if (toleration.Value.Length > 0)
                    errors.Add(FieldError.Invalid(path.Child("operator"), Text(toleration), "value must be empty when `operator` is 'Exists'"));
                break;
            default:
                errors.Add(FieldError.NotSupported(path.Child("operator"), toleration.Operator, "Equal", "Exists"));
                break;
        }
        if (toleration.Effect.Length > 0 && !Effects.Contains(toleration.Effect))
            errors.Add(FieldError.NotSupported(path.Child("effect"), toleration.Effect, Effects));
    }

    public static JsonText Text(Toleration toleration) => new GoStruct()
        .Add("Key", toleration.Key).Add("Operator", toleration.Operator).Add("Value", toleration.Value)
        .Add("Effect", toleration.Effect).Add("TolerationSeconds", toleration.TolerationSeconds).Text;
}
