using Netes.Api.Validation;

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
/// The one place where rules hand expressions to a compiler. The server has none yet, so every expression is taken as it is; what
/// uses expressions answers that it can't evaluate them.
/// </summary>
internal static class ExpressionRules
{
    public static void Check(ErrorList errors, string expression, ExpressionUse use, ExpressionScope scope, FieldPath path)
    {
    }
}
