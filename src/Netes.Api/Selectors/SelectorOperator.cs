namespace Netes.Api.Selectors;

/// <summary>How a requirement compares.</summary>
public enum SelectorOperator
{
    In,
    NotIn,
    Equals,
    DoubleEquals,
    NotEquals,
    Exists,
    DoesNotExist,
    GreaterThan,
    LessThan,
}
