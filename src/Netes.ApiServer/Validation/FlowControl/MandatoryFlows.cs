using System.Text;
using Netes.Api;
using Netes.Api.FlowControlV1;
using Netes.Api.Validation;
using Netes.ApiServer.FlowControl;

namespace Netes.ApiServer.Validation.FlowControl;

/// <summary>Two pairs of objects keep the server reachable whatever else is configured; nobody may change what they say.</summary>
internal static class MandatoryFlows
{
    public static void Check(ErrorList errors, FlowSchema schema, FieldPath path)
    {
        if (schema.Metadata.Name is not (BootstrapFlows.Exempt or BootstrapFlows.CatchAll)) return;
        var mandatory = BootstrapFlows.Schemas().First(s => s.Metadata.Name == schema.Metadata.Name);
        if (!schema.Spec.DeepEquals(mandatory.Spec))
            errors.Add(FieldError.Invalid(path, Text(schema.Spec), $"spec of '{schema.Metadata.Name}' must equal the fixed value"));
    }

    public static void Check(ErrorList errors, PriorityLevelConfiguration level, FieldPath path)
    {
        if (level.Metadata.Name == BootstrapFlows.Exempt)
        {
            // How much it lends is the administrator's choice.
            if (level.Spec.Type != "Exempt" || level.Spec.Limited is not null)
                errors.Add(FieldError.Invalid(path, Text(level.Spec), "spec of 'exempt' except the 'exempt' field must equal the fixed value"));
            return;
        }
        if (level.Metadata.Name != BootstrapFlows.CatchAll) return;
        var mandatory = BootstrapFlows.Levels().First(l => l.Metadata.Name == BootstrapFlows.CatchAll);
        if (!level.Spec.DeepEquals(mandatory.Spec))
            errors.Add(FieldError.Invalid(path, Text(level.Spec), "spec of 'catch-all' must equal the fixed value"));
    }

    private static JsonText Text<T>(T spec) where T : class, IApiType<T> => new(Encoding.UTF8.GetString(ApiJson.SerializeValue(spec)));
}
