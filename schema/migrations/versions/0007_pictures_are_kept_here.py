"""Pictures are kept here."""

import sqlalchemy as sa
from alembic import op

import schema.column_types

revision = '0007'
down_revision = '0006'


def upgrade() -> None:
    op.create_table('pictures',
    sa.Column('id', sa.Text().with_variant(sa.TEXT(collation='C'), 'postgresql'), nullable=False),
    sa.Column('format', sa.String(), nullable=False),
    sa.Column('bytes', sa.Integer(), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('dominant_color', sa.String(), nullable=False),
    sa.Column('placeholder', sa.String(), nullable=True),
    sa.Column('created_at', schema.column_types.UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pictures'))
    )
    with op.batch_alter_table('issues', schema=None) as batch_op:
        batch_op.add_column(sa.Column('cover_focal_x', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('cover_focal_y', sa.String(), nullable=True))
        batch_op.create_check_constraint(batch_op.f('ck_issues_cover_focal_whole'), '(cover_focal_x IS NULL) = (cover_focal_y IS NULL)')

    with op.batch_alter_table('publication', schema=None) as batch_op:
        batch_op.add_column(sa.Column('logo_focal_x', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('logo_focal_y', sa.String(), nullable=True))
        batch_op.create_check_constraint(batch_op.f('ck_publication_logo_focal_whole'), '(logo_focal_x IS NULL) = (logo_focal_y IS NULL)')

    with op.batch_alter_table('works', schema=None) as batch_op:
        batch_op.add_column(sa.Column('image_focal_x', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('image_focal_y', sa.String(), nullable=True))
        batch_op.create_check_constraint(batch_op.f('ck_works_image_focal_whole'), '(image_focal_x IS NULL) = (image_focal_y IS NULL)')



def downgrade() -> None:
    with op.batch_alter_table('works', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_works_image_focal_whole'), type_='check')
        batch_op.drop_column('image_focal_y')
        batch_op.drop_column('image_focal_x')

    with op.batch_alter_table('publication', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_publication_logo_focal_whole'), type_='check')
        batch_op.drop_column('logo_focal_y')
        batch_op.drop_column('logo_focal_x')

    with op.batch_alter_table('issues', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_issues_cover_focal_whole'), type_='check')
        batch_op.drop_column('cover_focal_y')
        batch_op.drop_column('cover_focal_x')

    op.drop_table('pictures')
