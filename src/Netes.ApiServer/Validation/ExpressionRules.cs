using Netes.Api.Validation;
using Netes.Cel;

namespace Netes.ApiServer.Validation;

/// <summary>What an expression (CEL) is for, which decides what it must give and which variables it has.</summary>
internal enum ExpressionUse
{
    /// <summary>Whether a webhook or policy is for a request: true or false.</summary>
    MatchCondition,
    /// <summary>Whether a policy lets a request pass: true or false.</summary>
    Validation,
    /// <summary>What a policy says when it refuses: text.</summary>
    Message,
    /// <summary>What a policy adds to the audit log: text or null.</summary>
    AuditAnnotation,
    /// <summary>A value that later expressions use by name: anything.</summary>
    Variable,
    /// <summary>A policy's change as an object to apply.</summary>
    ApplyConfiguration,
    /// <summary>A policy's change as a list of operations.</summary>
    JsonPatch,
    /// <summary>Whether a device suits a request: true or false.</summary>
    DeviceSelector,
}

/// <summary>What else an expression may name.</summary>
/// <param name="HasParams">Whether there is an object of parameters.</param>
/// <param name="Variables">The variables before it, name and expression.</param>
internal readonly record struct ExpressionScope(bool HasParams, IReadOnlyList<(string Name, string Expression)> Variables);

/// <summary>
/// The one place where rules hand expressions to a compiler: they must parse, know what they name, and give what their use asks for.
/// Of a policy's changes (apply configurations and JSON patches) only the syntax is checked: the types that they make are not
/// declared yet.
/// </summary>
internal static class ExpressionRules
{
    public static void Check(ErrorList errors, string expression, ExpressionUse use, ExpressionScope scope, FieldPath path)
    {
        bool typed = use is not (ExpressionUse.ApplyConfiguration or ExpressionUse.JsonPatch);
        CelEnvironment environment = use == ExpressionUse.DeviceSelector ? DeviceExpressions.Environment
            : AdmissionExpressions.Environment(scope, hasAuthorizer: use != ExpressionUse.Message);
        CelCompilation compiled = environment.Compile(expression, check: typed);
        if (compiled.Errors.Length > 0) errors.Add(FieldError.Invalid(path, expression, "compilation failed: " + compiled.Errors));
        else if (typed && WrongType(use, compiled.Type) is { } why) errors.Add(FieldError.Invalid(path, expression, why));
    }

    private static string? WrongType(ExpressionUse use, CelType type) => use switch
    {
        ExpressionUse.MatchCondition or ExpressionUse.Validation when type != CelType.Bool => $"must evaluate to bool but got {type}",
        ExpressionUse.Message when type != CelType.String => $"must evaluate to string but got {type}",
        ExpressionUse.AuditAnnotation when type != CelType.String && type != CelType.Null => $"must evaluate to one of [string null_type] but got {type}",
        ExpressionUse.DeviceSelector when type != CelType.Bool && type != CelType.Dyn => $"must evaluate to bool or the unknown type, not {type}",
        _ => null,
    };
}
